package dev.warpsmith.kernels.jcuda;

import static dev.warpsmith.kernels.jcuda.DriverError.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** The worker's device memory: buffers, each with a red zone before and after it. */
final class RedZones implements BufferAddresses {
  /** Bytes of a red zone; those after a buffer also fill the rest of its last 256 bytes. */
  static final int ZONE = 4096;

  private static final int ALIGNMENT = 256;
  private static final byte PATTERN = (byte) 0xC5;

  private final Map<Integer, Block> blocks = new LinkedHashMap<>();
  private final ByteBuffer zone = ByteBuffer.allocateDirect(ZONE + ALIGNMENT);

  /** An allocation; the buffer begins after the first zone. */
  private record Block(CUdeviceptr base, long bytes) {
    CUdeviceptr first() {
      return base.withByteOffset(ZONE);
    }

    /** Returns the length of the zone after the buffer. */
    int tail() {
      return ZONE + (int) (Math.floorMod(-bytes, (long) ALIGNMENT));
    }

    CUdeviceptr end() {
      return base.withByteOffset(ZONE + bytes);
    }
  }

  void allocate(int buffer, long bytes) throws DriverError {
    Block block = new Block(new CUdeviceptr(), bytes);
    check("cuMemAlloc", JCudaDriver.cuMemAlloc(block.base(), ZONE + bytes + block.tail()));
    blocks.put(buffer, block);
    paint(block.base(), ZONE);
    paint(block.end(), block.tail());
  }

  void free(int buffer) throws DriverError {
    CUdeviceptr base = block(buffer).base();
    blocks.remove(buffer);
    check("cuMemFree", JCudaDriver.cuMemFree(base));
  }

  @Override
  public CUdeviceptr address(int buffer) {
    return block(buffer).first();
  }

  /** Returns the address of one of a buffer's bytes. */
  CUdeviceptr address(int buffer, long offset) {
    return block(buffer).base().withByteOffset(ZONE + offset);
  }

  void fill(int buffer, byte value) throws DriverError {
    Block block = block(buffer);
    if (block.bytes() > 0) {
      check("cuMemsetD8", JCudaDriver.cuMemsetD8(block.first(), value, block.bytes()));
    }
  }

  /** Returns what was written into zones since the last look, and makes them whole. */
  List<Reply.Damage> look() throws DriverError {
    List<Reply.Damage> damages = new ArrayList<>();
    for (Map.Entry<Integer, Block> entry : blocks.entrySet()) {
      Block block = entry.getValue();
      damage(entry.getKey(), block.base(), ZONE, -ZONE).ifPresent(damages::add);
      damage(entry.getKey(), block.end(), block.tail(), block.bytes()).ifPresent(damages::add);
    }
    return damages;
  }

  /**
   * @param offset of the zone from the buffer's first byte
   */
  private Optional<Reply.Damage> damage(int buffer, CUdeviceptr at, int length, long offset)
      throws DriverError {
    check("cuMemcpyDtoH", JCudaDriver.cuMemcpyDtoH(Pointer.to(zone), at, length));
    int first = 0;
    while (first < length && zone.get(first) == PATTERN) {
      first++;
    }
    if (first == length) {
      return Optional.empty();
    }
    int last = length - 1;
    while (zone.get(last) == PATTERN) {
      last--;
    }
    paint(at, length);
    return Optional.of(new Reply.Damage(buffer, offset + first, offset + last));
  }

  private static void paint(CUdeviceptr at, int length) throws DriverError {
    check("cuMemsetD8", JCudaDriver.cuMemsetD8(at, PATTERN, length));
  }

  private Block block(int buffer) {
    Block block = blocks.get(buffer);
    if (block == null) {
      throw new IllegalStateException("the worker has no buffer " + buffer);
    }
    return block;
  }
}

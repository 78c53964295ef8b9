package dev.warpsmith.kernels.emulator.properties;

import dev.warpsmith.kernels.ptx.Operand;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One lane: where it is, and its registers and memory. Values are raw bits. */
final class LaneState {
  /** Where generic addresses of shared memory begin. */
  static final long SHARED_WINDOW = 1L << 52;

  final int thread;
  final int block;
  final Deque<Frame> frames = new ArrayDeque<>();
  final ByteBuffer local = ByteBuffer.allocate(64 * 8).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer shared;
  private final ByteBuffer global;
  boolean carry;
  boolean ended;

  /** An activation of a function. Parameters, its own and those it passes on, are by name. */
  static final class Frame {
    final CodeList code;
    final int depth;
    final Map<String, Long> registers = new HashMap<>();
    final Map<String, Long> parameters = new HashMap<>();
    int pc;

    Frame(CodeList code, int depth) {
      this.code = code;
      this.depth = depth;
    }
  }

  LaneState(int block, int thread, CodeList kernel, ByteBuffer shared, ByteBuffer global) {
    this.block = block;
    this.thread = thread;
    this.shared = shared;
    this.global = global;
    frames.push(new Frame(kernel, 0));
    frame().parameters.put("out", 0L);
  }

  Frame frame() {
    return frames.element();
  }

  int lane() {
    return thread % 32;
  }

  int warp() {
    return thread / 32;
  }

  /** Reads the bits of an operand that is a value. */
  long read(Operand operand) {
    if (operand instanceof Operand.Register register) {
      return special(register.name())
          .orElseGet(() -> frame().registers.getOrDefault(register.name(), 0L));
    } else if (operand instanceof Operand.IntegerConstant constant) {
      return constant.value();
    } else if (operand instanceof Operand.FloatConstant constant) {
      return constant.bits();
    } else if (operand instanceof Operand.DoubleConstant constant) {
      return constant.bits();
    } else if (operand instanceof Operand.Not not) {
      return read(not.predicate()) == 0 ? 1 : 0;
    } else if (operand instanceof Operand.Symbol symbol) {
      return symbol.name().equals("stack") ? 64L * frame().depth : 0;
    }
    throw new IllegalArgumentException("no value: " + operand);
  }

  private Optional<Long> special(String name) {
    return switch (name) {
      case "%tid.x" -> Optional.of((long) thread);
      case "%laneid" -> Optional.of((long) lane());
      case "%ctaid.x" -> Optional.of((long) block);
      case "%ntid.x" -> Optional.of((long) PtxWriter.THREADS_PER_BLOCK);
      default -> Optional.empty();
    };
  }

  void write(Operand target, long bits) {
    frame().registers.put(target.toString(), bits);
  }

  long load(String space, long address, int bytes) {
    ByteBuffer memory = memory(space, address);
    int at = (int) (address & (SHARED_WINDOW - 1));
    return switch (bytes) {
      case 1 -> memory.get(at) & 0xFFL;
      case 2 -> memory.getShort(at) & 0xFFFFL;
      case 4 -> memory.getInt(at) & 0xFFFFFFFFL;
      default -> memory.getLong(at);
    };
  }

  void store(String space, long address, int bytes, long value) {
    ByteBuffer memory = memory(space, address);
    int at = (int) (address & (SHARED_WINDOW - 1));
    switch (bytes) {
      case 1 -> memory.put(at, (byte) value);
      case 2 -> memory.putShort(at, (short) value);
      case 4 -> memory.putInt(at, (int) value);
      default -> memory.putLong(at, value);
    }
  }

  private ByteBuffer memory(String space, long address) {
    return switch (space) {
      case "global" -> global;
      case "shared" -> shared;
      case "local" -> local;
      default -> address >= SHARED_WINDOW ? shared : global;
    };
  }
}

package dev.warpsmith.kernels.jcuda;

import static dev.warpsmith.kernels.jcuda.DriverError.check;

import dev.warpsmith.kernels.device.Dim3;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.JCudaDriver;

/** A launch in the worker with its parameters packed, to be made once or many times. */
final class PreparedLaunch {
  private final Order order;
  private final CUfunction kernel;
  private final Pointer parameters;

  private PreparedLaunch(Order order, CUfunction kernel, Pointer parameters) {
    this.order = order;
    this.kernel = kernel;
    this.parameters = parameters;
  }

  static PreparedLaunch of(Order order, WorkerModules modules, BufferAddresses memory)
      throws DriverError {
    CUfunction kernel = modules.kernel(order.module(), order.entry());
    if (order.dynamicSharedBytes() > 0) {
      check(
          "cuFuncSetAttribute",
          JCudaDriver.cuFuncSetAttribute(
              kernel,
              CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
              order.dynamicSharedBytes()));
    }
    return new PreparedLaunch(order, kernel, pack(order.parameters(), memory));
  }

  /** Returns a pointer to the pointers to the parameters, as {@code cuLaunchKernel} takes it. */
  private static Pointer pack(List<Slot> slots, BufferAddresses memory) {
    ByteBuffer values =
        ByteBuffer.allocateDirect(Math.max(1, slots.size()) * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    NativePointerObject[] pointers = new NativePointerObject[slots.size()];
    for (int i = 0; i < pointers.length; i++) {
      if (slots.get(i) instanceof Slot.Value value) {
        values.putLong(i * Long.BYTES, value.bits());
        pointers[i] = Pointer.to(values).withByteOffset((long) i * Long.BYTES);
      } else {
        pointers[i] = Pointer.to(memory.address(((Slot.Address) slots.get(i)).buffer()));
      }
    }
    return Pointer.to(pointers);
  }

  /** Puts the launch into the default stream. */
  void enqueue() throws DriverError {
    if (order.cooperative()) {
      check("cuLaunchCooperativeKernel", cooperative(order.grid(), order.block()));
    } else {
      check("cuLaunchKernel", plain(order.grid(), order.block()));
    }
  }

  private int plain(Dim3 grid, Dim3 block) {
    return JCudaDriver.cuLaunchKernel(
        kernel,
        grid.x(),
        grid.y(),
        grid.z(),
        block.x(),
        block.y(),
        block.z(),
        order.dynamicSharedBytes(),
        null,
        parameters,
        null);
  }

  private int cooperative(Dim3 grid, Dim3 block) {
    return JCudaDriver.cuLaunchCooperativeKernel(
        kernel,
        grid.x(),
        grid.y(),
        grid.z(),
        block.x(),
        block.y(),
        block.z(),
        order.dynamicSharedBytes(),
        null,
        parameters);
  }
}

package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.DeviceFault.Kind;
import dev.warpsmith.kernels.device.KernelLaunch;
import java.util.Optional;
import jcuda.driver.CUresult;

/**
 * What the driver's errors say about a kernel or a module (CUDA driver API, {@code CUresult}).
 *
 * <p>The driver tells neither the line nor the thread; the emulated GPU does.
 */
final class CudaFaults {
  private CudaFaults() {}

  /** Returns the fault that an error of a launch stands for. */
  static DeviceFault of(KernelLaunch launch, Reply.Failed failed) {
    Kind kind = kind(failed.code());
    return fault(
        kind, launch, says(kind, launch) + " (" + failed.call() + ": " + name(failed.code()) + ")");
  }

  static DeviceFault fault(Kind kind, KernelLaunch launch, String says) {
    return new DeviceFault(kind, launch.kernel(), Optional.empty(), launch.kernel() + ": " + says);
  }

  private static Kind kind(int code) {
    return switch (code) {
      case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE ->
          Kind.OUT_OF_BOUNDS;
      case CUresult.CUDA_ERROR_MISALIGNED_ADDRESS -> Kind.MISALIGNED;
      case CUresult.CUDA_ERROR_ASSERT -> Kind.ASSERTION;
      case CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR -> Kind.STACK_OVERFLOW;
      case CUresult.CUDA_ERROR_INVALID_PC -> Kind.INVALID_CALL;
      case CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION -> Kind.UNSUPPORTED;
      case CUresult.CUDA_ERROR_LAUNCH_TIMEOUT -> Kind.TIME_LIMIT;
      case CUresult.CUDA_ERROR_INVALID_VALUE,
          CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES,
          CUresult.CUDA_ERROR_LAUNCH_INCOMPATIBLE_TEXTURING,
          CUresult.CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE,
          CUresult.CUDA_ERROR_NOT_SUPPORTED ->
          Kind.LAUNCH_LIMIT;
      case CUresult.CUDA_ERROR_OUT_OF_MEMORY -> Kind.OUT_OF_MEMORY;
      case CUresult.CUDA_ERROR_LAUNCH_FAILED, CUresult.CUDA_ERROR_UNKNOWN -> Kind.TRAP;
      default -> Kind.DEVICE_LOST;
    };
  }

  private static String says(Kind kind, KernelLaunch launch) {
    return switch (kind) {
      case OUT_OF_BOUNDS -> "reads or writes at an address that belongs to no buffer";
      case MISALIGNED -> "reads or writes at an address that its width does not divide";
      case ASSERTION -> "an assert failed";
      case STACK_OVERFLOW -> "calls take more than a thread's stack";
      case INVALID_CALL -> "calls through a pointer that points to no function";
      case UNSUPPORTED -> "has an instruction that this GPU does not have";
      case TIME_LIMIT -> "ran longer than the driver allows";
      case LAUNCH_LIMIT ->
          "the GPU cannot run "
              + launch.grid()
              + " blocks of "
              + launch.block()
              + " threads with "
              + launch.dynamicSharedBytes()
              + " bytes of dynamic shared memory"
              + (launch.cooperative() ? " as a cooperative launch" : "");
      case OUT_OF_MEMORY -> "the GPU has not enough memory for the launch";
      case DEVICE_LOST -> "the GPU does not work any more; look at nvidia-smi and the system log";
      case TRAP,
          UNINITIALISED_READ,
          RACE,
          READ_ONLY,
          BARRIER_DIVERGENCE,
          DEADLOCK,
          STEP_BUDGET,
          INVALID_FREE,
          NOT_SAMPLEABLE ->
          "the kernel failed";
    };
  }

  /** Tells whether an error of loading is the module's fault, not the device's. */
  static boolean refusesModule(int code) {
    return switch (code) {
      case CUresult.CUDA_ERROR_INVALID_IMAGE,
          CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU,
          CUresult.CUDA_ERROR_INVALID_PTX,
          CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
          CUresult.CUDA_ERROR_JIT_COMPILER_NOT_FOUND,
          CUresult.CUDA_ERROR_INVALID_SOURCE,
          CUresult.CUDA_ERROR_SHARED_OBJECT_SYMBOL_NOT_FOUND,
          CUresult.CUDA_ERROR_NOT_FOUND,
          CUresult.CUDA_ERROR_INVALID_VALUE ->
          true;
      default -> false;
    };
  }

  /** Returns the driver's name of an error, such as {@code CUDA_ERROR_ILLEGAL_ADDRESS}. */
  static String name(int code) {
    String name = CUresult.stringFor(code);
    return name.startsWith("CUDA_") ? name : "CUresult " + code;
  }
}

package dev.warpsmith.kernels.jcuda;

import jcuda.driver.CUresult;

/** An error that the driver returned, inside the worker. */
final class DriverError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String call;

  private DriverError(String call, int code) {
    super(call + ": " + CUresult.stringFor(code));
    this.code = code;
    this.call = call;
  }

  /**
   * Passes a successful call.
   *
   * @param call the function's name
   * @param code what it returned
   */
  static void check(String call, int code) throws DriverError {
    if (code != CUresult.CUDA_SUCCESS) {
      throw new DriverError(call, code);
    }
  }

  int code() {
    return code;
  }

  String call() {
    return call;
  }
}

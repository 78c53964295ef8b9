package dev.warpsmith.kernels.nvcc;

/**
 * The environment's fault: nvcc, cicc, ptxas or the host compiler is missing or cannot run. The
 * message says how to install it.
 */
public final class ToolchainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ToolchainException(String message) {
    super(message);
  }

  public ToolchainException(String message, Throwable cause) {
    super(message, cause);
  }
}

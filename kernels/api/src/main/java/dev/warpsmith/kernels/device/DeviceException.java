package dev.warpsmith.kernels.device;

/**
 * The environment's fault: no such device, no driver, not enough memory. The message says what to
 * do.
 */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeviceException(String message) {
    super(message);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}

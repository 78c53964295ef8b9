package dev.warpsmith.kernelbench.torch;

/** Python or PyTorch cannot do what was asked; the message says what to do. */
public final class TorchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TorchException(String message) {
    super(message);
  }
}

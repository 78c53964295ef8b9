package dev.warpsmith.kernelbench.torch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A PyTorch worker for the tests of a class, which are skipped where there is no PyTorch. */
final class TorchSession implements BeforeAllCallback, AfterAllCallback {
  private @Nullable WorkerSession session;

  @Override
  public void beforeAll(ExtensionContext context) {
    session = WorkerSession.open(Pythons.require().executable());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (session != null) {
      session.close();
    }
  }

  WorkerSession get() {
    if (session == null) {
      throw new IllegalStateException("no test has begun");
    }
    return session;
  }
}

package dev.warpsmith.kernelbench.torch;

import static org.junit.jupiter.api.Assumptions.abort;

import org.jspecify.annotations.Nullable;

/** The Python of the tests; skips a test where none is given. */
public final class Pythons {
  private static @Nullable PythonTorch found;

  private Pythons() {}

  public static synchronized PythonTorch require() {
    PythonTorch known = found;
    if (known == null) {
      known = PythonTorch.probe(named());
      found = known;
    }
    return known;
  }

  private static String named() {
    String property = System.getProperty("warpsmith.python", "");
    String variable = System.getenv().getOrDefault("WARPSMITH_PYTHON", "");
    if (property.isBlank() && variable.isBlank()) {
      abort(
          "needs a Python with PyTorch: name one by -Dwarpsmith.python or WARPSMITH_PYTHON"
              + " (python3 -m venv .warpsmith/venv; .warpsmith/venv/bin/pip install torch)");
    }
    return property.isBlank() ? variable : property;
  }
}

package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.SourcePosition;
import java.util.Locale;
import java.util.Optional;

/**
 * One message of nvcc, ptxas or the host compiler.
 *
 * @param position absent if the message is about no line
 * @param message one line, without paths of this machine
 */
public record Diagnostic(Optional<SourcePosition> position, Severity severity, String message) {
  /** How bad a message is, in ascending order. */
  public enum Severity {
    NOTE,
    WARNING,
    ERROR
  }

  /** Returns an error at a position. */
  public static Diagnostic error(SourcePosition position, String message) {
    return new Diagnostic(Optional.of(position), Severity.ERROR, message);
  }

  /** Returns an error about no line. */
  public static Diagnostic error(String message) {
    return new Diagnostic(Optional.empty(), Severity.ERROR, message);
  }

  /** Tells whether the message is an error. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** Returns {@code kernel.cu:12:3: error: expected a ";"}. */
  @Override
  public String toString() {
    String where = position.map(at -> at + ": ").orElse("");
    return where + severity.name().toLowerCase(Locale.ROOT) + ": " + message;
  }
}

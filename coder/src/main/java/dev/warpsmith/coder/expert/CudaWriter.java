package dev.warpsmith.coder.expert;

/** Collects generated CUDA with its indentation. */
final class CudaWriter {
  private final StringBuilder text = new StringBuilder();
  private int depth;

  /** Appends one line; empty text gives an empty line. */
  CudaWriter line(String line) {
    if (!line.isEmpty()) {
      text.append("  ".repeat(depth)).append(line);
    }
    text.append('\n');
    return this;
  }

  /** Appends a line that begins a block. */
  CudaWriter open(String head) {
    line(head.isEmpty() ? "{" : head + " {");
    depth++;
    return this;
  }

  /** Ends a block. */
  CudaWriter close() {
    depth--;
    return line("}");
  }

  /** Ends a block and begins the alternative to it. */
  CudaWriter next(String head) {
    depth--;
    return open("} " + head);
  }

  /** Ends a block with a line of its own, such as that of a lambda. */
  CudaWriter end(String last) {
    depth--;
    return line(last);
  }

  /** Appends a loop over {@code 0 <= variable < count} that is unrolled, and opens its block. */
  CudaWriter unrolled(String variable, String count) {
    line("#pragma unroll");
    return open(
        "for (int " + variable + " = 0; " + variable + " < " + count + "; ++" + variable + ")");
  }

  /** Appends lines that have their own indentation. */
  CudaWriter block(String lines) {
    lines.lines().forEach(this::line);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

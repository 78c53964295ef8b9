package dev.warpsmith.kernelbench.jmh.parser;

/** Writes an annotated source of a given length: a few directives, then code. */
final class AnnotatedSource {
  private static final String BEGIN =
      """
      // @task   scale "y = a x, at length"
      // @dim    n = 1048576
      // @size   check: n = 1003
      // @scalar a: f32 = 2.5
      // @input  x: f32[n] ~ uniform(-1, 1)
      // @output y: f32[n]
      // @tune   BLOCK = 64 | 128 | 256
      // @launch scale<<<(ceildiv(n, BLOCK)), (BLOCK)>>>(x, y, a, n)
      extern "C" __global__ void scale(const float* x, float* y, float a, int n) {
        int i = blockIdx.x * BLOCK + threadIdx.x;
      """;
  private static final String LINE = "  if (i < n) y[i] = a * x[i]; // and again\n";

  private AnnotatedSource() {}

  static String ofLength(int characters) {
    return BEGIN + LINE.repeat(Math.max(1, (characters - BEGIN.length()) / LINE.length())) + "}\n";
  }
}

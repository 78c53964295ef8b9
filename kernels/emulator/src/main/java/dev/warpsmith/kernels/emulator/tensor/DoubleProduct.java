package dev.warpsmith.kernels.emulator.tensor;

/**
 * A product of doubles: for each element of D a chain of fused multiply-adds in order of k, rounded
 * to nearest (Fasi et al. 2021).
 */
public record DoubleProduct(Shape shape) implements MatrixProduct {
  /** The NaN that double-precision arithmetic of the GPU gives. */
  private static final long NAN = 0x7FF8000000000000L;

  @Override
  public void multiply(Matrices m, Generation generation) {
    for (int i = 0; i < shape.m(); i++) {
      for (int j = 0; j < shape.n(); j++) {
        double sum = Double.longBitsToDouble(m.c[i * shape.n() + j]);
        for (int k = 0; k < shape.k(); k++) {
          double a = Double.longBitsToDouble(m.a[i * shape.k() + k]);
          double b = Double.longBitsToDouble(m.b[j * shape.k() + k]);
          sum = Math.fma(a, b, sum);
        }
        m.d[i * shape.n() + j] = Double.isNaN(sum) ? NAN : Double.doubleToRawLongBits(sum);
      }
    }
  }
}

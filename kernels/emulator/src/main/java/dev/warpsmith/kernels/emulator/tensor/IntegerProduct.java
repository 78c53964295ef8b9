package dev.warpsmith.kernels.emulator.tensor;

/**
 * A product of 8- or 4-bit integers with 32-bit sums (PTX ISA, "mma").
 *
 * @param bits of an element of A and B
 * @param signedA whether A's elements are signed
 * @param signedB whether B's are
 * @param saturating whether sums are clamped; if not, they wrap
 */
public record IntegerProduct(
    Shape shape, int bits, boolean signedA, boolean signedB, boolean saturating)
    implements MatrixProduct {

  @Override
  public void multiply(Matrices m, Generation generation) {
    extend(m.a, shape.elementsA(), signedA);
    extend(m.b, shape.elementsB(), signedB);
    for (int i = 0; i < shape.m(); i++) {
      for (int j = 0; j < shape.n(); j++) {
        long sum = (int) m.c[i * shape.n() + j];
        for (int k = 0; k < shape.k(); k++) {
          sum += m.a[i * shape.k() + k] * m.b[j * shape.k() + k];
        }
        m.d[i * shape.n() + j] = saturating ? clamp(sum) : (int) sum;
      }
    }
  }

  private void extend(long[] elements, int count, boolean signed) {
    if (signed) {
      int unused = Long.SIZE - bits;
      for (int k = 0; k < count; k++) {
        elements[k] = elements[k] << unused >> unused;
      }
    }
  }

  private static long clamp(long sum) {
    return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, sum));
  }
}

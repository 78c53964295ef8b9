package dev.warpsmith.kernels.emulator.tensor;

/**
 * {@code mma.m8n8k4} of binary16, which only Volta and Turing do with tensor cores.
 *
 * <p>From Ampere on ptxas writes fused multiply-adds in single precision and an addition of C.
 */
public final class SoftwareProduct implements MatrixProduct {
  private static final Shape SHAPE = new Shape(8, 8, 4, 4);

  private final FloatProduct hardware;
  private final boolean halfC;
  private final boolean halfD;

  /** Makes a product with accumulators in binary16 or single precision. */
  public SoftwareProduct(boolean halfC, boolean halfD) {
    this.hardware = new FloatProduct(SHAPE, ElementFormat.F16, ElementFormat.F16, halfC, halfD);
    this.halfC = halfC;
    this.halfD = halfD;
  }

  @Override
  public void multiply(Matrices m, Generation generation) {
    if (generation.compareTo(Generation.AMPERE) < 0) {
      hardware.multiply(m, generation);
      return;
    }
    ElementFormat.F16.decode(m.a, SHAPE.elementsA(), m.valuesA, m.exponentsA);
    ElementFormat.F16.decode(m.b, SHAPE.elementsB(), m.valuesB, m.exponentsB);
    for (int i = 0; i < SHAPE.rows(); i++) {
      for (int j = 0; j < SHAPE.n(); j++) {
        int at = i * SHAPE.n() + j;
        int b = (i / SHAPE.m() * SHAPE.n() + j) * SHAPE.k();
        float c =
            halfC
                ? (float) ElementFormat.F16.value((int) m.c[at])
                : Float.intBitsToFloat((int) m.c[at]);
        m.d[at] = result(c + dot(m, i * SHAPE.k(), b));
      }
    }
  }

  private static float dot(Matrices m, int a, int b) {
    float sum = 0;
    for (int k = 0; k < SHAPE.k(); k++) {
      sum = Math.fma((float) m.valuesA[a + k], (float) m.valuesB[b + k], sum);
    }
    return sum;
  }

  private long result(float d) {
    if (Float.isNaN(d)) {
      return halfD ? 0x7FFF : 0x7FFFFFFF;
    }
    return halfD
        ? Roundings.halfBits(Roundings.nearestHalf(d))
        : Float.floatToRawIntBits(d) & 0xFFFFFFFFL;
  }
}

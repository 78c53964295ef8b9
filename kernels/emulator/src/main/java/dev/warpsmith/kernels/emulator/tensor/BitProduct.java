package dev.warpsmith.kernels.emulator.tensor;

/**
 * A product of single bits: the bits set in the exclusive or, or the conjunction, of a row of A and
 * a column of B are counted (PTX ISA, "mma", {@code .xor.popc} and {@code .and.popc}).
 *
 * @param shape with k in words of 32 bits
 * @param conjunction whether the operation is {@code .and}
 */
public record BitProduct(Shape shape, boolean conjunction) implements MatrixProduct {

  @Override
  public void multiply(Matrices m, Generation generation) {
    for (int i = 0; i < shape.m(); i++) {
      for (int j = 0; j < shape.n(); j++) {
        int sum = (int) m.c[i * shape.n() + j];
        for (int k = 0; k < shape.k(); k++) {
          int a = (int) m.a[i * shape.k() + k];
          int b = (int) m.b[j * shape.k() + k];
          sum += Integer.bitCount(conjunction ? a & b : a ^ b);
        }
        m.d[i * shape.n() + j] = sum;
      }
    }
  }
}

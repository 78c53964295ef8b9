package dev.warpsmith.kernelbench.reference;

/** Elements in an array, which long sums read without a call for each. */
final class StoredElements implements ElementSource {
  private final double[] elements;

  StoredElements(double[] elements) {
    this.elements = elements;
  }

  /** Returns the array itself. */
  double[] elements() {
    return elements;
  }

  @Override
  public double at(long index) {
    return elements[Math.toIntExact(index)];
  }
}

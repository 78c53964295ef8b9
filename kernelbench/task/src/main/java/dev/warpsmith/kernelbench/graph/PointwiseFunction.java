package dev.warpsmith.kernelbench.graph;

/** A scalar function of one or more elements. */
public enum PointwiseFunction {
  ADD(2),
  SUB(2),
  MUL(2),
  DIV(2),
  MAXIMUM(2),
  MINIMUM(2),
  NEG(1),
  ABS(1),
  EXP(1),
  LOG(1),
  SQRT(1),
  RSQRT(1),
  TANH(1),
  SIGMOID(1),
  RELU(1),
  GELU(1);

  private final int arity;

  PointwiseFunction(int arity) {
    this.arity = arity;
  }

  /** Returns the number of operands. */
  public int arity() {
    return arity;
  }
}

package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernels.DType;

/** The products of matrices, written out or implied, that a region begins with. */
sealed interface Product extends Planes permits MatrixProduct, ConvolutionProduct {
  /** Finds the product of a region of the families MATMUL and CONVOLUTION. */
  static Product of(RegionContext context) {
    boolean convolution = context.region().nodes().get(0).op() instanceof Op.Convolution;
    return convolution ? ConvolutionProduct.of(context) : MatrixProduct.of(context);
  }

  /** Tells whether neighbours in A's memory lie along the depth. */
  boolean deepA();

  /** Tells whether neighbours in B's memory lie along the depth. */
  boolean deepB();

  /** Returns the type of both operands' elements. */
  DType elementType();

  /** Returns the C++ type that indexes every operand and the result. */
  String indexType(Sizes sizes);

  /** Returns how much is to be computed at the full size. */
  ProductSize size(Sizes sizes);
}

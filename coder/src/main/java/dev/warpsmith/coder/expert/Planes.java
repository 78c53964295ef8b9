package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.TensorSpec;
import java.util.List;

/** A result whose dims are those of batch, rows and columns, in this order. */
interface Planes {
  TensorSpec result();

  /** Returns the lengths of the dims that number separate planes of rows and columns. */
  List<String> batch();

  /** Returns the lengths of the dims that together are the rows of a plane. */
  List<String> rows();

  /** Returns the lengths of the dims that together are its columns. */
  List<String> columns();
}

package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.FragmentLayout;
import dev.warpsmith.kernels.emulator.tensor.MatrixElement;
import dev.warpsmith.kernels.emulator.tensor.MatrixForm;
import dev.warpsmith.kernels.emulator.tensor.MemoryPattern;
import dev.warpsmith.kernels.emulator.tensor.Shape;
import dev.warpsmith.kernels.ptx.Instruction;

/**
 * What a {@code wmma.load} or {@code wmma.store} moves.
 *
 * @param operand {@code a}, {@code b}, {@code c} or {@code d}
 * @param rowMajor whether memory holds the matrix row by row
 */
record WmmaFragment(String operand, Shape shape, MatrixElement element, boolean rowMajor) {

  /**
   * Reads the modifiers.
   *
   * @throws UnsupportedPtxException for a combination that PTX does not have
   */
  static WmmaFragment of(Instruction i) {
    MatrixModifiers modifiers = MatrixModifiers.of(i);
    if (modifiers.elements().size() != 1) {
      throw UnsupportedPtxException.of(i, "it must name one type");
    }
    MatrixElement element = modifiers.elements().get(0);
    String operand = i.modifiers().get(1);
    WmmaFragment fragment = new WmmaFragment(operand, modifiers.shape(), element, i.has("row"));
    boolean one = i.has("row") != i.has("col") && !i.has("shared::cluster");
    if (!one || !fragment.exists()) {
      throw UnsupportedPtxException.of(i, "PTX has no such shape, type and layout");
    }
    return fragment;
  }

  private boolean exists() {
    return switch (operand) {
      case "a" -> multiplicandExists(rowMajor);
      case "b" -> multiplicandExists(!rowMajor);
      case "c", "d" -> accumulatorExists();
      default -> false;
    };
  }

  /** Elements of less than a byte lie along k only. */
  private boolean multiplicandExists(boolean alongK) {
    return MatrixForm.wmmaShape(shape, element) && (alongK || element.bits() >= Byte.SIZE);
  }

  private boolean accumulatorExists() {
    return switch (element) {
      case F16 -> MatrixForm.wmmaShape(shape, MatrixElement.F16);
      case F32 ->
          MatrixForm.wmmaShape(shape, MatrixElement.F16)
              || MatrixForm.wmmaShape(shape, MatrixElement.TF32);
      case F64 -> MatrixForm.wmmaShape(shape, MatrixElement.F64);
      case S32 ->
          MatrixForm.wmmaShape(shape, MatrixElement.S8)
              || MatrixForm.wmmaShape(shape, MatrixElement.S4)
              || MatrixForm.wmmaShape(shape, MatrixElement.B1);
      case BF16, TF32, E4M3, E5M2, S8, U8, S4, U4, B1 -> false;
    };
  }

  boolean multiplicand() {
    return operand.equals("a") || operand.equals("b");
  }

  FragmentLayout layout() {
    return switch (operand) {
      case "a" -> MatrixForm.multiplicand(shape.m(), shape.k(), element);
      case "b" -> MatrixForm.multiplicand(shape.n(), shape.k(), element);
      default -> MatrixForm.accumulator(shape, element);
    };
  }

  MemoryPattern pattern() {
    return switch (operand) {
      case "a" -> MemoryPattern.multiplicand(shape.m(), shape.k(), element, !rowMajor);
      case "b" -> MemoryPattern.multiplicand(shape.n(), shape.k(), element, rowMajor);
      default -> MemoryPattern.accumulator(shape, !rowMajor);
    };
  }

  /** Returns how many bytes a lane moves in one access. */
  int bytesPerAccess() {
    return pattern().together() * element.unitBits() / Byte.SIZE;
  }

  /** Returns the stride where the instruction names none: the length of a line. */
  long defaultStride() {
    return (long) pattern().length() * element.perUnit();
  }
}

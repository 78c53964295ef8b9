package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.MatrixElement;
import dev.warpsmith.kernels.emulator.tensor.MatrixForm;
import dev.warpsmith.kernels.emulator.tensor.Shape;
import dev.warpsmith.kernels.ptx.Instruction;
import java.util.List;
import java.util.Set;

/**
 * The modifiers that all matrix instructions have in common.
 *
 * @param elements the types named, in order
 */
record MatrixModifiers(Shape shape, List<MatrixElement> elements) {
  private static final Set<String> MULTIPLY =
      Set.of("mma", "sync", "aligned", "row", "col", "satfinite", "xor", "and", "popc", "rn");

  MatrixModifiers {
    elements = List.copyOf(elements);
  }

  /**
   * Reads the modifiers.
   *
   * @throws UnsupportedPtxException if the lanes are not asked to act together, or no shape is
   *     named
   */
  static MatrixModifiers of(Instruction i) {
    requireAligned(i);
    Shape shape =
        i.modifiers().stream()
            .flatMap(m -> Shape.find(m).stream())
            .findFirst()
            .orElseThrow(() -> UnsupportedPtxException.of(i, "it names no shape"));
    return new MatrixModifiers(
        shape, i.modifiers().stream().flatMap(m -> MatrixElement.find(m).stream()).toList());
  }

  static void requireAligned(Instruction i) {
    if (!i.has("sync") || !i.has("aligned")) {
      throw UnsupportedPtxException.of(i, "all lanes must take part: use the .sync.aligned form");
    }
  }

  /**
   * Returns the form of an {@code mma} or {@code wmma.mma}.
   *
   * @throws UnsupportedPtxException if there is no such form before sm_100
   */
  MatrixForm form(Instruction i) {
    boolean known =
        i.modifiers().stream()
            .allMatch(
                m ->
                    MULTIPLY.contains(m)
                        || Shape.find(m).isPresent()
                        || MatrixElement.find(m).isPresent());
    if (!known) {
      throw UnsupportedPtxException.of(i);
    }
    MatrixForm form = form();
    boolean fits = i.opcode().equals("mma") ? form.isMma() : form.isWmma();
    if (!fits || misplaced(i, form)) {
      throw UnsupportedPtxException.of(i, "PTX before sm_100 has no such shape and types");
    }
    return form;
  }

  /** With two types, which are D's and C's, the multiplicands are binary16. */
  private MatrixForm form() {
    return switch (elements.size()) {
      case 2 ->
          new MatrixForm(
              shape, elements.get(0), MatrixElement.F16, MatrixElement.F16, elements.get(1));
      case 4 ->
          new MatrixForm(shape, elements.get(0), elements.get(1), elements.get(2), elements.get(3));
      default ->
          new MatrixForm(
              shape, MatrixElement.S32, MatrixElement.S32, MatrixElement.S32, MatrixElement.S32);
    };
  }

  /** Tells whether a modifier does not go with the types. */
  private static boolean misplaced(Instruction i, MatrixForm form) {
    boolean bits = form.a() == MatrixElement.B1;
    boolean combines = i.has("popc") && i.has("xor") != i.has("and");
    boolean integers = form.d() == MatrixElement.S32 && !bits;
    return bits != combines
        || (i.has("satfinite") && !integers)
        || (i.has("rn") && form.a() != MatrixElement.F64);
  }
}

package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.tensor.FragmentLayout;
import dev.warpsmith.kernels.emulator.tensor.MatrixElement;
import dev.warpsmith.kernels.emulator.tensor.MatrixForm;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Makes the operations of matrix instructions (PTX ISA, "Warp-level Matrix Instructions"). */
final class MatrixOperations {
  private static final Set<String> ROW_MODIFIERS =
      Set.of("sync", "aligned", "m8n8", "x1", "x2", "x4", "trans", "shared", "shared::cta", "b16");
  private static final Set<String> TRANSPOSE_MODIFIERS =
      Set.of("sync", "aligned", "m8n8", "trans", "b16");

  private final Function<Operand, LaneValue> values;

  /**
   * Prepares the operations of one instruction.
   *
   * @param values finds where an operand's values lie
   */
  MatrixOperations(Function<Operand, LaneValue> values) {
    this.values = values;
  }

  /** Makes {@code mma} or {@code wmma.mma}. */
  WarpOperation multiply(Instruction i) {
    if (i.has("sp") || i.has("sp::ordered_metadata")) {
      throw UnsupportedPtxException.of(i, "sparse multiplicands have no translation yet");
    }
    if (i.operands().size() != 4) {
      throw UnsupportedPtxException.of(i, "it must have four operands");
    }
    MatrixForm form = MatrixModifiers.of(i).form(i);
    List<String> layouts = i.modifiers().stream().filter(Set.of("row", "col")::contains).toList();
    boolean rows = layouts.size() == 2 && layouts.get(0).equals("row");
    boolean columns = layouts.size() == 2 && layouts.get(1).equals("col");
    boolean quadPairs = form.shape().m() == 8 && form.shape().k() == 4;
    if (i.opcode().equals("mma") && !quadPairs && !(rows && columns)) {
      throw UnsupportedPtxException.of(i, "the shape has .row.col only");
    }
    return new MatrixMultiply(
        i,
        form.product(i.has("satfinite"), i.has("and")),
        operand(i, 0, form.layoutD(), false),
        operand(i, 1, form.layoutA(rows), wmmaHalves(i, form.a())),
        operand(i, 2, form.layoutB(columns), wmmaHalves(i, form.b())),
        operand(i, 3, form.layoutC(), false));
  }

  /** Makes {@code wmma.load} or {@code wmma.store}. */
  WarpOperation transfer(Instruction i, MemoryAccess access) {
    WmmaFragment fragment = WmmaFragment.of(i);
    int registers = MatrixShapes.stores(i) ? 1 : 0;
    Operand stride =
        i.operands().size() > 2
            ? i.operands().get(2)
            : new Operand.IntegerConstant(fragment.defaultStride());
    boolean halves = fragment.multiplicand() && wmmaHalves(i, fragment.element());
    return new MatrixTransfer(
        i,
        operand(i, registers, fragment.layout(), halves),
        fragment.element(),
        fragment.pattern(),
        address(i, access),
        values.apply(stride));
  }

  /** Makes {@code ldmatrix} or {@code stmatrix}. */
  WarpOperation rows(Instruction i, MemoryAccess access) {
    MatrixModifiers.requireAligned(i);
    if (!ROW_MODIFIERS.containsAll(i.modifiers()) || !i.has("m8n8") || !i.has("b16")) {
      throw UnsupportedPtxException.of(i);
    }
    List<Operand> registers = elements(i.operands().get(i.opcode().equals("stmatrix") ? 1 : 0));
    if (registers.size() > 4 || !i.has("x" + registers.size())) {
      throw UnsupportedPtxException.of(i, "its registers do not fit its .num");
    }
    return new RowTransfer(i, registers.stream().map(values).toList(), address(i, access));
  }

  /** Makes {@code movmatrix}. */
  WarpOperation transpose(Instruction i) {
    MatrixModifiers.requireAligned(i);
    if (!TRANSPOSE_MODIFIERS.containsAll(i.modifiers()) || !i.has("trans") || !i.has("b16")) {
      throw UnsupportedPtxException.of(i);
    }
    LaneValue target = values.apply(i.operands().get(0));
    return new MatrixTranspose(i, target, values.apply(i.operands().get(1)));
  }

  private MatrixAddress address(Instruction i, MemoryAccess access) {
    Operand.Address address = MemoryShapes.address(i);
    return new MatrixAddress(values.apply(address.base()), address.offset(), access);
  }

  private static boolean wmmaHalves(Instruction i, MatrixElement element) {
    return i.opcode().equals("wmma") && element == MatrixElement.F16;
  }

  private MatrixOperand operand(
      Instruction i, int index, FragmentLayout layout, boolean wmmaHalves) {
    List<LaneValue> registers = elements(i.operands().get(index)).stream().map(values).toList();
    MatrixOperand operand = new MatrixOperand(layout, registers);
    if (!operand.fits(wmmaHalves)) {
      throw UnsupportedPtxException.of(
          i, "operand " + i.operands().get(index) + " does not fit its shape");
    }
    return operand;
  }

  private static List<Operand> elements(Operand operand) {
    return operand instanceof Operand.Vector vector ? vector.elements() : List.of(operand);
  }
}

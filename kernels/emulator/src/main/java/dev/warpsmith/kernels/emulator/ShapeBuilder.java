package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.counters.AccessSite;
import dev.warpsmith.kernels.emulator.counters.BasicBlockShape;
import dev.warpsmith.kernels.emulator.counters.InstructionShape;
import dev.warpsmith.kernels.emulator.counters.KernelShape;
import dev.warpsmith.kernels.emulator.counters.Pipe;
import dev.warpsmith.kernels.emulator.counters.StraightRun;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Describes a kernel for the cost model. */
final class ShapeBuilder {
  private ShapeBuilder() {}

  static KernelShape shape(FlatKernel kernel, ControlFlow flow, AccessPlan plan) {
    List<BasicBlockShape> blocks = new ArrayList<>();
    for (BasicBlock block : flow.blocks()) {
      blocks.add(
          new BasicBlockShape(
              block.index(),
              instructions(List.of(block), plan),
              block.successors(),
              block.loopDepth()));
    }
    List<AccessSite> sites = plan.accesses().stream().map(MemoryAccess::site).toList();
    return new KernelShape(kernel.name(), blocks, sites, runs(flow, plan));
  }

  /** Returns what is straight for ptxas, but cut here because a matrix instruction ends a block. */
  private static List<StraightRun> runs(ControlFlow flow, AccessPlan plan) {
    return flow
        .straight(b -> b.ending() == BasicBlock.Ending.FALL || multipliesMatrices(b))
        .stream()
        .filter(run -> run.size() > 1 && run.stream().anyMatch(ShapeBuilder::multipliesMatrices))
        .map(run -> new StraightRun(indices(run), instructions(run, plan)))
        .toList();
  }

  private static List<Integer> indices(List<BasicBlock> run) {
    return run.stream().map(BasicBlock::index).toList();
  }

  private static boolean multipliesMatrices(BasicBlock block) {
    return block.ending() == BasicBlock.Ending.WARP
        && block.code().stream().allMatch(i -> pipe(i) == Pipe.TENSOR);
  }

  /** Describes blocks that follow one another as if they were one. */
  private static List<InstructionShape> instructions(List<BasicBlock> run, AccessPlan plan) {
    Map<String, Integer> producers = new HashMap<>();
    List<InstructionShape> shapes = new ArrayList<>();
    run.forEach(block -> describe(block, plan, producers, shapes));
    return shapes;
  }

  private static void describe(
      BasicBlock block,
      AccessPlan plan,
      Map<String, Integer> producers,
      List<InstructionShape> shapes) {
    List<Instruction> all = new ArrayList<>(block.code());
    block.terminator().ifPresent(all::add);
    for (int k = 0; k < all.size(); k++) {
      Instruction i = all.get(k);
      TreeSet<Integer> dependsOn = new TreeSet<>();
      for (String register : Shapes.uses(i)) {
        Optional.ofNullable(producers.get(register)).ifPresent(dependsOn::add);
      }
      Optional<AccessSite> site = Optional.empty();
      boolean rides = false;
      if (MemoryShapes.isAccess(i) || MatrixShapes.isAccess(i) || AccessPlan.isCopy(i)) {
        AccessPlan.Place place = plan.place(block.index(), k);
        if (plan.run(place).space() != SymbolAddress.Space.PARAM) {
          site = Optional.of(plan.accesses().get(place.site()).site());
          rides = plan.joined().rides(place.site());
        }
      }
      shapes.add(
          new InstructionShape(
              i.mnemonic(), pipe(i), List.copyOf(dependsOn), site, rides, i.place()));
      for (String register : Shapes.definitions(i)) {
        producers.put(register, shapes.size() - 1);
      }
    }
  }

  private static Pipe pipe(Instruction i) {
    List<ScalarType> types = Shapes.types(i);
    ScalarType type = types.isEmpty() ? ScalarType.B32 : types.get(types.size() - 1);
    return switch (i.opcode()) {
      case "ld" -> i.has("param") ? Pipe.UNIFORM : Pipe.LSU;
      case "st",
          "ldu",
          "atom",
          "red",
          "cp",
          "shfl",
          "bar",
          "barrier",
          "ldmatrix",
          "stmatrix",
          "membar",
          "fence",
          "mbarrier",
          "prefetch",
          "match",
          "redux" ->
          Pipe.LSU;
      case "bra", "brx", "ret", "exit", "call", "nanosleep", "trap", "activemask" -> Pipe.CBU;
      case "mma" -> Pipe.TENSOR;
      case "wmma" -> MatrixShapes.isAccess(i) ? Pipe.LSU : Pipe.TENSOR;
      case "ex2", "lg2", "sin", "cos", "rcp", "rsqrt", "sqrt", "tanh", "popc", "bfind" -> Pipe.XU;
      case "cvt" -> Pipe.XU;
      case "cvta" -> Pipe.UNIFORM;
      case "add", "sub", "mul", "fma", "mad", "div", "neg", "abs", "madc", "addc", "subc" ->
          arithmetic(i, type);
      default -> type == ScalarType.F64 ? Pipe.FP64 : Pipe.ALU;
    };
  }

  private static Pipe arithmetic(Instruction i, ScalarType type) {
    if (type == ScalarType.F64) {
      return Pipe.FP64;
    }
    if (type == ScalarType.F32) {
      return Pipe.FMA;
    }
    if (type.floating()) {
      return Pipe.FP16;
    }
    boolean multiplies = i.opcode().startsWith("m") || i.opcode().equals("div");
    return multiplies ? Pipe.FMA : Pipe.ALU;
  }
}

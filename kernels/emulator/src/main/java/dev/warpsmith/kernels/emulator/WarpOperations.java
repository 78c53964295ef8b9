package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.List;
import java.util.Locale;

/** Makes the operations of warp-level instructions (PTX ISA 9.7.12, 9.7.13). */
final class WarpOperations {
  private final FlatKernel kernel;
  private final RegisterKinds kinds;
  private final RegisterFile file;
  private final AccessPlan plan;

  WarpOperations(FlatKernel kernel, RegisterKinds kinds, RegisterFile file, AccessPlan plan) {
    this.kernel = kernel;
    this.kinds = kinds;
    this.file = file;
    this.plan = plan;
  }

  /** Makes the operation of a block's warp-level instruction. */
  WarpOperation of(BasicBlock block) {
    Instruction i = block.code().get(0);
    if (MatrixShapes.isAccess(i)) {
      MemoryAccess access = plan.accesses().get(plan.place(block.index(), 0).site());
      MatrixOperations matrices = matrices(i);
      return i.opcode().equals("wmma") ? matrices.transfer(i, access) : matrices.rows(i, access);
    }
    return of(i);
  }

  private MatrixOperations matrices(Instruction i) {
    return new MatrixOperations(operand -> value(i, operand));
  }

  private WarpOperation of(Instruction i) {
    return switch (i.opcode()) {
      case "mma", "wmma" -> matrices(i).multiply(i);
      case "movmatrix" -> matrices(i).transpose(i);
      case "shfl" -> shuffle(i);
      case "vote" -> vote(i);
      case "match" -> match(i);
      case "redux" -> redux(i);
      case "elect" -> elect(i);
      case "activemask" -> activeMask(i);
      case "bar", "barrier" -> barrier(i);
      case "mbarrier", "cp" -> new MbarrierOperations(kernel, kinds, file).of(i);
      case "membar", "fence" -> Fences.of(i);
      case "mapa" -> ClusterRank.map(i, value(i, 0), value(i, 1), value(i, 2));
      case "getctarank" -> ClusterRank.of(value(i, 0));
      case "setmaxnreg" -> RegisterLimit.of(i);
      case "nanosleep" -> new Pause();
      case "trap", "brkpt" -> trap(i);
      case "call" -> i.has("builtin") ? builtin(i) : WarpOperation.NONE;
      case "alloca", "stacksave", "stackrestore" -> stack(i);
      default -> throw UnsupportedPtxException.of(i);
    };
  }

  private LaneValue value(Instruction i, int index) {
    return value(i, i.operands().get(index));
  }

  private LaneValue value(Instruction i, Operand operand) {
    return LaneValue.of(i, operand, kernel, kinds, file);
  }

  private WarpOperation shuffle(Instruction i) {
    if (!i.has("sync")) {
      throw UnsupportedPtxException.of(i, "lanes must be named: use the .sync form");
    }
    Operand target = i.operands().get(0);
    LaneValue inRange = value(i, new Operand.Sink());
    if (target instanceof Operand.Pair pair) {
      inRange = value(i, pair.second());
      target = pair.first();
    }
    String mode = i.modifiers().get(1);
    return new Shuffle(
        Shuffle.Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
        value(i, target),
        inRange,
        value(i, 1),
        value(i, 2),
        value(i, 3),
        value(i, 4));
  }

  private WarpOperation vote(Instruction i) {
    if (!i.has("sync")) {
      throw UnsupportedPtxException.of(i, "lanes must be named: use the .sync form");
    }
    Operand source = i.operands().get(1);
    boolean negated = source instanceof Operand.Not;
    LaneValue predicate = value(i, source instanceof Operand.Not not ? not.predicate() : source);
    return new Vote(i.modifiers().get(1), value(i, 0), predicate, negated, value(i, 2));
  }

  private WarpOperation match(Instruction i) {
    Operand target = i.operands().get(0);
    LaneValue all = value(i, new Operand.Sink());
    if (target instanceof Operand.Pair pair) {
      all = value(i, pair.second());
      target = pair.first();
    }
    return new Match(i.has("all"), value(i, target), all, value(i, 1), value(i, 2));
  }

  private WarpOperation redux(Instruction i) {
    if (Shapes.type(i).floating()) {
      throw UnsupportedPtxException.of(i);
    }
    boolean signed = Shapes.type(i).signed();
    return new Redux(i.modifiers().get(1), signed, value(i, 0), value(i, 1), value(i, 2));
  }

  private WarpOperation elect(Instruction i) {
    if (!(i.operands().get(0) instanceof Operand.Pair pair)) {
      throw UnsupportedPtxException.of(i);
    }
    return new Elect(value(i, pair.first()), value(i, pair.second()), value(i, 1));
  }

  private WarpOperation activeMask(Instruction i) {
    LaneValue target = value(i, 0);
    return new WarpOperation() {
      @Override
      void apply(Warp warp, int mask, int arrived) {
        Lanes.forEach(mask, lane -> target.set(warp, lane, mask));
      }
    };
  }

  private WarpOperation barrier(Instruction i) {
    if (i.has("warp")) {
      return new SyncWarp(value(i, 0));
    }
    if (i.has("cluster")) {
      throw UnsupportedPtxException.of(i, "clusters have no translation yet");
    }
    boolean reduces = i.has("red");
    int first = reduces ? 1 : 0;
    int predicate = reduces ? i.operands().size() - 1 : i.operands().size();
    LaneValue none = value(i, new Operand.IntegerConstant(0));
    LaneValue count = predicate > first + 1 ? value(i, first + 1) : none;
    if (!reduces) {
      return new Barrier(i, i.has("arrive"), value(i, first), count);
    }
    Operand source = i.operands().get(predicate);
    boolean negated = source instanceof Operand.Not;
    LaneValue given = value(i, source instanceof Operand.Not not ? not.predicate() : source);
    String operation = i.has("popc") ? "popc" : i.has("and") ? "and" : "or";
    Barrier.Reduction reduction = new Barrier.Reduction(operation, value(i, 0), given, negated);
    return new Barrier(i, reduction, value(i, first), count);
  }

  private WarpOperation stack(Instruction i) {
    LaneValue none = value(i, new Operand.Sink());
    LaneValue register = value(i, 0);
    return switch (i.opcode()) {
      case "alloca" -> {
        LaneValue alignment =
            i.operands().size() > 2 ? value(i, 2) : value(i, new Operand.IntegerConstant(8));
        yield new StackOperation(i, register, value(i, 1), alignment);
      }
      default -> new StackOperation(i, register, none, none);
    };
  }

  private WarpOperation trap(Instruction i) {
    return new WarpOperation() {
      @Override
      void apply(Warp warp, int mask, int arrived) {
        String who = warp.threadName(Integer.numberOfTrailingZeros(mask));
        String why =
            kernel.asksForCooperation() && warp.workspace == 0
                ? "; the kernel asks for a cooperative launch, and this is none"
                : "";
        throw KernelFault.at(
            DeviceFault.Kind.TRAP, kernel.name(), i, who + " executes " + i.opcode() + why);
      }
    };
  }

  /** A function that the CUDA runtime provides. */
  private WarpOperation builtin(Instruction i) {
    String name = i.modifiers().get(1);
    List<LaneValue> arguments = arguments(i, 1);
    int expected = name.equals("__assertfail") ? 5 : name.equals("vprintf") ? 2 : 1;
    if (arguments.size() != expected) {
      throw UnsupportedPtxException.of(i, name + " takes " + expected + " arguments");
    }
    return switch (name) {
      case "__assertfail" -> new AssertFailure(i, kernel.name(), arguments);
      case "vprintf" -> new Printf(i, value(i, 0), arguments);
      case "malloc" -> new HeapOperation(i, true, value(i, 0), arguments.get(0));
      case "free" -> new HeapOperation(i, false, value(i, 0), arguments.get(0));
      default -> throw UnsupportedPtxException.of(i);
    };
  }

  private List<LaneValue> arguments(Instruction i, int first) {
    return i.operands().subList(first, i.operands().size()).stream().map(o -> value(i, o)).toList();
  }

  /** {@code nanosleep}: lets other warps run. */
  private static final class Pause extends WarpOperation {
    @Override
    Kind kind() {
      return Kind.YIELD;
    }

    @Override
    void apply(Warp warp, int mask, int arrived) {}
  }
}

package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;

/**
 * What one execution of a basic block by a warp costs, computed once per launch.
 *
 * <p>The critical path follows the dependencies within the basic block; ptxas may move a load up to
 * where its address is known, so program order adds nothing. Loads whose result is used in a later
 * basic block are <i>deferred</i>: they take their latency from whoever waits for them.
 */
final class BlockCost {
  /** Which level of the memory hierarchy answers loads. */
  static final int L1 = 0;

  static final int L2 = 1;
  static final int DRAM = 2;

  private static final int MATRIX_LATENCY = 33;

  final int instructions;

  /** Counts per warp. */
  final Tally perWarp = new Tally();

  /** Counts per active lane. */
  final Tally perLane = new Tally();

  /** Clocks until the block's own results are there, by level. */
  final int[] path = new int[3];

  /** Clocks after which the last deferred load's result is there, by level. */
  final int[] deferred = new int[3];

  /** Part of {@link #path} that loads from global and local memory make longer. */
  final int[] memoryPart = new int[3];

  /** Part of {@link #path} that shared memory and transcendentals make longer. */
  final int sharedPart;

  final boolean defers;

  /** Whether it uses more than addresses, so that deferred loads must have arrived. */
  final boolean waits;

  BlockCost(BasicBlockShape block, GpuSpec.Latency latency) {
    List<InstructionShape> list = block.instructions();
    instructions = list.size();
    boolean[] used = usedWithin(list);
    boolean anyDeferred = false;
    boolean anyWait = false;
    for (int i = 0; i < list.size(); i++) {
      InstructionShape instruction = list.get(i);
      count(instruction);
      anyDeferred |= isLoad(instruction) && !used[i];
      anyWait |= consumes(instruction);
    }
    defers = anyDeferred;
    waits = anyWait;
    int issued = (int) Math.max(0, instructions - perWarp.get(Counter.PIPE_UNIFORM));
    int[] loadCycles = {latency.l1(), latency.l2(), latency.dram()};
    int without = Math.max(issued, follow(list, used, latency, 0, latency.shared(), L1, false));
    for (int level = L1; level <= DRAM; level++) {
      int longest = follow(list, used, latency, loadCycles[level], latency.shared(), level, true);
      path[level] = Math.max(issued, longest);
      memoryPart[level] = path[level] - without;
    }
    sharedPart =
        Math.max(0, without - Math.max(issued, follow(list, used, latency, 0, 0, L1, false)));
  }

  private static boolean[] usedWithin(List<InstructionShape> list) {
    boolean[] used = new boolean[list.size()];
    for (InstructionShape instruction : list) {
      for (int producer : instruction.dependsOn()) {
        used[producer] = true;
      }
    }
    return used;
  }

  private int follow(
      List<InstructionShape> list,
      boolean[] used,
      GpuSpec.Latency latency,
      int loadCycles,
      int sharedCycles,
      int level,
      boolean record) {
    int[] ready = new int[list.size()];
    int longest = 0;
    for (int i = 0; i < list.size(); i++) {
      InstructionShape instruction = list.get(i);
      int start = 0;
      for (int producer : instruction.dependsOn()) {
        if (producer < i) {
          start = Math.max(start, ready[producer]);
        }
      }
      ready[i] = start + cycles(instruction, latency, loadCycles, sharedCycles);
      if (isLoad(instruction) && !used[i]) {
        if (record) {
          deferred[level] = Math.max(deferred[level], ready[i]);
        }
        longest = Math.max(longest, start + 1);
      } else {
        longest = Math.max(longest, ready[i]);
      }
    }
    return longest;
  }

  private static int cycles(
      InstructionShape instruction, GpuSpec.Latency latency, int loadCycles, int sharedCycles) {
    if (isFree(instruction)) {
      return 0;
    }
    if (isLoad(instruction)) {
      return loadCycles;
    }
    String opcode = instruction.opcode();
    return switch (instruction.pipe()) {
      case LSU ->
          opcode.startsWith("st.") || opcode.startsWith("red")
              ? 1
              : opcode.startsWith("atom") && !opcode.contains(".shared")
                  ? latency.l2()
                  : sharedCycles;
      case XU -> sharedCycles == 0 ? latency.arithmetic() : latency.sfu();
      case TENSOR -> MATRIX_LATENCY;
      case FMA, ALU, FP16, CBU -> latency.arithmetic();
      case FP64 -> 2 * latency.arithmetic();
      case UNIFORM -> 0;
    };
  }

  /** Tells whether it is a load from global or local memory, whose latency is a cache's. */
  private static boolean isLoad(InstructionShape instruction) {
    String opcode = instruction.opcode();
    return instruction.site().map(site -> site.kind() == AccessSite.Kind.LOAD).orElse(false)
        && !opcode.contains(".shared")
        && !opcode.contains(".param")
        && !opcode.contains(".const");
  }

  /** Tells whether ptxas makes no machine instruction of it, as a rule. */
  private static boolean isFree(InstructionShape instruction) {
    String opcode = instruction.opcode();
    return instruction.pipe() == Pipe.UNIFORM
        || opcode.startsWith("mov.")
        || opcode.startsWith("cvta")
        || opcode.startsWith("cvt.u64.u32")
        || opcode.startsWith("cvt.s64.s32");
  }

  private static boolean consumes(InstructionShape instruction) {
    String opcode = instruction.opcode();
    boolean arithmetic =
        opcode.contains(".f32") || opcode.contains(".f64") || opcode.contains("f16");
    return switch (instruction.pipe()) {
      case LSU -> !isLoad(instruction);
      case TENSOR, XU, FP64, FP16 -> true;
      case FMA, ALU -> arithmetic;
      case CBU, UNIFORM -> false;
    };
  }

  private void count(InstructionShape instruction) {
    perWarp.add(Counter.WARP_INSTRUCTIONS, 1);
    perLane.add(Counter.THREAD_INSTRUCTIONS, 1);
    perWarp.add(pipe(instruction), 1);
    Operations.of(instruction.opcode())
        .ifPresent(
            operations ->
                (operations.perWarp() ? perWarp : perLane)
                    .add(operations.counter(), operations.count()));
  }

  /** Conversions between types of 32 bits and less run at the integer units' rate. */
  private static Counter pipe(InstructionShape instruction) {
    if (isFree(instruction)) {
      return Counter.PIPE_UNIFORM;
    }
    String opcode = instruction.opcode();
    boolean wide = opcode.contains("64");
    if (instruction.pipe() == Pipe.XU && opcode.startsWith("cvt.") && !wide) {
      return Counter.PIPE_ALU;
    }
    return switch (instruction.pipe()) {
      case FMA -> Counter.PIPE_FMA;
      case ALU -> Counter.PIPE_ALU;
      case FP64 -> Counter.PIPE_FP64;
      case FP16 -> Counter.PIPE_FP16;
      case XU -> Counter.PIPE_XU;
      case TENSOR -> Counter.PIPE_TENSOR;
      case LSU -> Counter.PIPE_LSU;
      case CBU -> Counter.PIPE_CBU;
      case UNIFORM -> Counter.PIPE_UNIFORM;
    };
  }
}

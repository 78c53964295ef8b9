package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one PTX instruction costs a warp.
 *
 * <p>Most PTX instructions become one machine instruction. Those known to become none or several
 * are listed here with estimated counts.
 */
final class InstructionCost {
  private static final int MATRIX_LATENCY = 33;

  /** Elements of the result of one machine instruction. */
  private static final int MATRIX_RESULT = 16 * 8;

  private final InstructionShape instruction;
  private final String opcode;
  private final boolean floating;
  private final int issued;

  InstructionCost(InstructionShape instruction) {
    this.instruction = instruction;
    this.opcode = instruction.opcode();
    this.floating =
        opcode.contains(".f32")
            || opcode.contains(".f64")
            || opcode.contains("f16")
            || opcode.contains(".tf32");
    this.issued =
        pipes().entrySet().stream()
            .filter(pipe -> pipe.getKey() != Counter.PIPE_UNIFORM)
            .mapToInt(Map.Entry::getValue)
            .sum();
  }

  /** Tells whether ptxas makes no machine instruction of it, as a rule. */
  boolean isFree() {
    return instruction.pipe() == Pipe.UNIFORM
        || opcode.startsWith("mov.")
        || opcode.startsWith("cvta")
        || (opcode.startsWith("cvt.") && !floating && opcode.contains("64"));
  }

  /** Tells whether its latency is a cache's: a load from global or local memory, or a copy. */
  boolean isLoad() {
    boolean reads =
        instruction
            .site()
            .map(
                site ->
                    site.kind() == AccessSite.Kind.LOAD
                        || site.kind() == AccessSite.Kind.ASYNC_COPY)
            .orElse(false);
    boolean copies = opcode.startsWith("cp.async");
    return reads
        && (copies
            || !(opcode.contains(".shared")
                || opcode.contains(".param")
                || opcode.contains(".const")));
  }

  /** Tells whether deferred loads must have arrived: it does more than compute addresses. */
  boolean consumes() {
    if (isFree() || isLoad()) {
      return false;
    }
    return switch (instruction.pipe()) {
      case LSU, TENSOR, FP64, FP16 -> true;
      case XU, FMA, ALU -> floating;
      case CBU, UNIFORM -> false;
    };
  }

  /** Returns the machine instructions by pipe. */
  Map<Counter, Integer> pipes() {
    Map<Counter, Integer> pipes = new EnumMap<>(Counter.class);
    if (isFree() || instruction.rides()) {
      pipes.put(Counter.PIPE_UNIFORM, 1);
      return pipes;
    }
    if (isDivision()) {
      divide(pipes);
      return pipes;
    }
    if (opcode.startsWith("sqrt.rn") || opcode.startsWith("rcp.rn")) {
      pipes.put(opcode.contains(".f64") ? Counter.PIPE_FP64 : Counter.PIPE_FMA, 7);
      pipes.put(Counter.PIPE_XU, 1);
      return pipes;
    }
    pipes.put(pipe(), isWideInteger() ? 2 : matrices());
    return pipes;
  }

  /** Returns how many machine instructions take an issue slot. */
  int issued() {
    return issued;
  }

  /**
   * Returns how many machine instructions a matrix instruction is: one for each 16×8 part of the
   * result, as ptxas 13.0 writes them for sm_80 and later; 1 for all others.
   */
  private int matrices() {
    return instruction.pipe() == Pipe.TENSOR
        ? Operations.shape(opcode)
            .map(shape -> Math.max(1, shape.m() * shape.n() / MATRIX_RESULT))
            .orElse(1)
        : 1;
  }

  /** Returns clocks from issue to result; 0 if there is no machine instruction. */
  int cycles(GpuSpec.Latency latency, int loadCycles, int sharedCycles) {
    if (isFree()) {
      return 0;
    }
    if (isLoad()) {
      return loadCycles;
    }
    if (instruction.pipe() == Pipe.LSU) {
      return memoryCycles(latency, sharedCycles);
    }
    if (isDivision() || opcode.startsWith("sqrt.rn") || opcode.startsWith("rcp.rn")) {
      return latency.sfu() + 8 * latency.arithmetic();
    }
    Counter pipe = pipe();
    if (pipe == Counter.PIPE_XU) {
      return sharedCycles == 0 ? latency.arithmetic() : latency.sfu();
    }
    if (pipe == Counter.PIPE_TENSOR) {
      return MATRIX_LATENCY;
    }
    return pipe == Counter.PIPE_FP64 || isWideInteger()
        ? 2 * latency.arithmetic()
        : latency.arithmetic();
  }

  private int memoryCycles(GpuSpec.Latency latency, int sharedCycles) {
    if (opcode.startsWith("st.")
        || opcode.startsWith("stmatrix.")
        || opcode.startsWith("wmma.store.")
        || opcode.startsWith("red.")
        || opcode.startsWith("bar")) {
      return 1;
    }
    return opcode.startsWith("atom.") && !opcode.contains(".shared") ? latency.l2() : sharedCycles;
  }

  private boolean isDivision() {
    return opcode.startsWith("div.") || opcode.startsWith("rem.");
  }

  private void divide(Map<Counter, Integer> pipes) {
    if (!floating) {
      pipes.put(Counter.PIPE_ALU, opcode.contains("64") ? 60 : 14);
      pipes.put(Counter.PIPE_XU, opcode.contains("64") ? 3 : 2);
      return;
    }
    boolean exact = opcode.startsWith("div.rn");
    pipes.put(opcode.contains(".f64") ? Counter.PIPE_FP64 : Counter.PIPE_FMA, exact ? 8 : 2);
    pipes.put(Counter.PIPE_XU, 1);
  }

  private boolean isWideInteger() {
    boolean wide = opcode.endsWith(".s64") || opcode.endsWith(".u64") || opcode.endsWith(".b64");
    return wide && (instruction.pipe() == Pipe.ALU || instruction.pipe() == Pipe.FMA);
  }

  /** Conversions between types of 32 bits and less run at the integer units' rate. */
  private Counter pipe() {
    if (opcode.startsWith("cvt.") && !opcode.contains("64")) {
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

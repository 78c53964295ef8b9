package dev.warpsmith.kernels.emulator.properties;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.PtxModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A slow and obvious interpreter of parsed PTX: every lane has its own program counter and runs one
 * instruction at a time until it has to wait for others.
 *
 * <p>It knows the instructions that {@link Forms} and {@link PtxWriter} write.
 */
final class Interpreter {
  private static final Set<String> WAITS = Set.of("bar", "shfl", "vote", "match", "redux");
  private static final int LIMIT = 2_000_000;

  private final Map<String, CodeList> functions = new HashMap<>();
  private final ByteBuffer global;
  private int steps;

  private Interpreter(PtxModule module, byte[] memory) {
    for (Function function : module.functions()) {
      functions.put(function.name(), CodeList.of(function));
    }
    this.global = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Runs kernel {@code k} on so many blocks and returns what it left in memory of zeros. */
  static byte[] run(String ptx, int blocks) {
    int threads = blocks * PtxWriter.THREADS_PER_BLOCK;
    byte[] memory = new byte[threads * PtxWriter.BYTES_PER_THREAD];
    Interpreter interpreter = new Interpreter(PtxModule.parse(ptx), memory);
    for (int block = 0; block < blocks; block++) {
      interpreter.block(block);
    }
    return memory;
  }

  private CodeList function(String name) {
    CodeList found = functions.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no function " + name);
    }
    return found;
  }

  private void block(int block) {
    ByteBuffer shared =
        ByteBuffer.allocate(64 * PtxWriter.THREADS_PER_BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    List<LaneState> lanes = new ArrayList<>();
    for (int t = 0; t < PtxWriter.THREADS_PER_BLOCK; t++) {
      lanes.add(new LaneState(block, t, function("k"), shared, global));
    }
    while (lanes.stream().anyMatch(lane -> !lane.ended)) {
      lanes.forEach(this::runUntilItWaits);
      if (!meet(lanes) && lanes.stream().anyMatch(lane -> !lane.ended)) {
        throw new IllegalStateException("the lanes wait for each other for ever");
      }
    }
  }

  private void runUntilItWaits(LaneState lane) {
    while (!lane.ended && !waits(lane)) {
      if (++steps > LIMIT) {
        throw new IllegalStateException("the program does not end");
      }
      step(lane);
    }
  }

  private static Instruction next(LaneState lane) {
    return lane.frame().code.code().get(lane.frame().pc);
  }

  private static boolean waits(LaneState lane) {
    return WAITS.contains(next(lane).opcode());
  }

  /** Completes barriers and exchanges of which all lanes are there; tells whether there was one. */
  private static boolean meet(List<LaneState> lanes) {
    List<LaneState> waiting = lanes.stream().filter(lane -> !lane.ended).toList();
    boolean any = false;
    for (LaneState lane : waiting) {
      Instruction i = next(lane);
      if (waits(lane) && !isBlockBarrier(i)) {
        List<LaneState> members = members(waiting, lane, WarpArithmetic.mask(lane, i));
        if (members.size() == Integer.bitCount(WarpArithmetic.mask(lane, i))) {
          WarpArithmetic.exchange(i, members);
          members.forEach(member -> member.frame().pc++);
          any = true;
        }
      }
    }
    if (!any && waiting.stream().allMatch(lane -> isBlockBarrier(next(lane)))) {
      waiting.forEach(lane -> lane.frame().pc++);
      return !waiting.isEmpty();
    }
    return any;
  }

  private static boolean isBlockBarrier(Instruction i) {
    return i.opcode().equals("bar") && !i.has("warp");
  }

  /** Returns the lanes of a mask that wait at the same instruction, in the order of lanes. */
  private static List<LaneState> members(List<LaneState> lanes, LaneState one, int mask) {
    return lanes.stream()
        .filter(lane -> lane.warp() == one.warp() && (mask >> lane.lane() & 1) != 0)
        .filter(lane -> next(lane).ptxLine() == next(one).ptxLine())
        .toList();
  }

  private void step(LaneState lane) {
    Instruction i = next(lane);
    LaneState.Frame frame = lane.frame();
    frame.pc++;
    if (i.guard().isPresent()) {
      boolean holds = lane.read(new Operand.Register(i.guard().get().register())) != 0;
      if (holds == i.guard().get().negated()) {
        return;
      }
    }
    switch (i.opcode()) {
      case "bra" -> frame.pc = frame.code.target(i.operands().get(0).toString());
      case "brx" -> {
        List<String> table =
            frame.code.tables().getOrDefault(i.operands().get(1).toString(), List.of());
        frame.pc = frame.code.target(table.get((int) lane.read(i.operands().get(0))));
      }
      case "call" -> call(lane, i);
      case "ret" -> finish(lane);
      case "ld", "st", "atom", "red" -> MemoryAccesses.access(lane, i);
      default -> Arithmetic.compute(lane, i);
    }
  }

  /** Arguments and results have the names that {@link PtxWriter} gives to parameters. */
  private void call(LaneState lane, Instruction i) {
    List<Operand> arguments = ((Operand.Arguments) i.operands().get(2)).values();
    LaneState.Frame caller = lane.frame();
    LaneState.Frame callee =
        new LaneState.Frame(function(i.operands().get(1).toString()), caller.depth + 1);
    callee.parameters.put("a", parameter(caller, arguments.get(0)));
    callee.parameters.put("b", parameter(caller, arguments.get(1)));
    lane.frames.push(callee);
  }

  private static long parameter(LaneState.Frame frame, Operand name) {
    return frame.parameters.getOrDefault(name.toString(), 0L);
  }

  private static void finish(LaneState lane) {
    LaneState.Frame callee = lane.frame();
    if (callee.depth == 0) {
      lane.ended = true;
      return;
    }
    lane.frames.pop();
    LaneState.Frame caller = lane.frame();
    Instruction call = caller.code.code().get(caller.pc - 1);
    String result = ((Operand.Arguments) call.operands().get(0)).values().get(0).toString();
    caller.parameters.put(result, callee.parameters.getOrDefault("result", 0L));
  }
}

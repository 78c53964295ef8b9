package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.SourceNames;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.ptx.Instruction;
import java.util.Arrays;

/**
 * The frames of the calls that each lane of a warp is in.
 *
 * <p>A frame in local memory holds the callee's parameters, its result and its local variables. The
 * way back and the caller's registers lie where the kernel cannot reach them; they count against
 * the limit all the same.
 */
final class CallStack {
  /**
   * Most bytes of frames, saved registers and {@code alloca} per thread, apart from the largest
   * frame. CUDA's own limit is 1 KB unless {@code cudaDeviceSetLimit} raises it, but its frames are
   * tighter: ptxas keeps arguments in registers.
   */
  static final int LIMIT = 16 << 10;

  /** What a way back takes on the stack: block and frame. */
  private static final int LINK_WORDS = 2;

  private final CallTable table;
  private final FlatKernel kernel;
  private final int[] frames = new int[RegisterFile.LANES];
  private final int[] tops = new int[RegisterFile.LANES];
  private final int[] depths = new int[RegisterFile.LANES];
  private final int[] counts = new int[RegisterFile.LANES];
  private final int[][] words = new int[RegisterFile.LANES][0];
  private int highest;

  CallStack(Program program) {
    this.table = program.calls();
    this.kernel = program.kernel();
    Arrays.fill(tops, kernel.staticLocalBytes());
    this.highest = kernel.staticLocalBytes();
  }

  /** Returns the end of the local memory that any lane has used. */
  int highest() {
    return highest;
  }

  /** Returns where the free stack of a lane begins, as an offset in local memory. */
  int top(int lane) {
    return tops[lane];
  }

  /** Enters the functions that the lanes call; their blocks are left in {@link Warp#targets}. */
  void call(Warp warp, int block, int mask) {
    CallTable.Entry call = table.entry(block);
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      CallTable.Target target = target(warp, lane, call);
      push(warp, lane, block, call, target.function());
      warp.targets[lane] = target.block();
    }
  }

  private CallTable.Target target(Warp warp, int lane, CallTable.Entry call) {
    if (call.pointer().isEmpty()) {
      return call.only();
    }
    long address = call.pointer().get().get(warp, lane);
    CallTable.Target target = call.targets().get(address);
    if (target == null) {
      throw KernelFault.at(
          DeviceFault.Kind.INVALID_CALL,
          kernel.name(),
          call.site().instruction(),
          warp.threadName(lane) + " calls " + describe(address));
    }
    return target;
  }

  private String describe(long address) {
    if (address == 0) {
      return "a null function pointer";
    }
    return FunctionAddresses.name(kernel.symbols(), address)
        .map(name -> SourceNames.of(name) + ", which the call does not allow")
        .orElseGet(() -> String.format("address 0x%x, which is no function", address));
  }

  private void push(
      Warp warp, int lane, int block, CallTable.Entry call, OutlinedFunction function) {
    int frame = tops[lane];
    int caller = frames[lane];
    reserve(warp, lane, function.frameBytes(), call.savedWords(), call.site().instruction());
    long local = local(warp, lane);
    for (int k = 0; k < function.parameters().size(); k++) {
      OutlinedFunction.Place to = function.parameters().get(k);
      OffHeap.copy(
          local + caller + call.site().arguments().get(k), local + frame + to.offset(), to.bytes());
    }
    for (CallTable.Saved saved : call.saved()) {
      save(warp.registers + saved.row(), lane, saved.wide());
    }
    append(lane, block);
    append(lane, caller);
    depths[lane]++;
    enter(warp, lane, frame);
  }

  private void reserve(Warp warp, int lane, int bytes, int savedWords, Instruction at) {
    int[] kept = words[lane];
    int needed = counts[lane] + savedWords + LINK_WORDS;
    if (needed > kept.length) {
      words[lane] = Arrays.copyOf(kept, Math.max(needed, 2 * kept.length));
    }
    allocate(warp, lane, bytes, 4L * needed, at);
  }

  /** Moves the top of a lane's stack up. */
  private void allocate(Warp warp, int lane, long bytes, long kept, Instruction at) {
    long top = tops[lane] + bytes;
    if (bytes < 0 || top - kernel.staticLocalBytes() + kept > kernel.stackBytes()) {
      throw KernelFault.at(
          DeviceFault.Kind.STACK_OVERFLOW,
          kernel.name(),
          at,
          warp.threadName(lane)
              + " overflows its stack of "
              + kernel.stackBytes()
              + " bytes at call depth "
              + depths[lane]);
    }
    tops[lane] = (int) top;
    highest = Math.max(highest, (int) top);
  }

  /** Allocates memory that lives until the function returns, and returns its offset. */
  long alloca(Warp warp, int lane, long bytes, long alignment, Instruction at) {
    long start = (tops[lane] + alignment - 1) / alignment * alignment;
    long rounded = (bytes + 15) / 16 * 16;
    boolean absurd = bytes < 0 || bytes > kernel.stackBytes();
    long extent = absurd ? -1 : start + rounded - tops[lane];
    allocate(warp, lane, extent, 4L * counts[lane], at);
    return start;
  }

  /** Frees what was allocated since the top was there; other values leave the stack alone. */
  void restore(int lane, long top) {
    if (top >= frames[lane] && top <= tops[lane]) {
      tops[lane] = (int) top;
    }
  }

  private void save(long row, int lane, boolean wide) {
    if (wide) {
      long value = OffHeap.getLong(row + 8L * lane);
      append(lane, (int) value);
      append(lane, (int) (value >>> 32));
    } else {
      append(lane, OffHeap.getInt(row + 4L * lane));
    }
  }

  private void append(int lane, int word) {
    words[lane][counts[lane]++] = word;
  }

  private int take(int lane) {
    return words[lane][--counts[lane]];
  }

  private void enter(Warp warp, int lane, int frame) {
    frames[lane] = frame;
    table.frame().ifPresent(register -> register.set(warp, lane, frame));
  }

  /** Leaves the functions that lanes are in; the blocks to go on are left in the warp's targets. */
  void giveBack(Warp warp, int block, int mask, FlowTable flow) {
    OutlinedFunction function = table.returning(block);
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      warp.targets[lane] = flow.first[pop(warp, lane, function)];
    }
  }

  private int pop(Warp warp, int lane, OutlinedFunction function) {
    int frame = frames[lane];
    int caller = take(lane);
    int block = take(lane);
    CallTable.Entry call = table.entry(block);
    long local = local(warp, lane);
    for (int k = 0; k < function.results().size(); k++) {
      OutlinedFunction.Place from = function.results().get(k);
      int to = caller + call.site().results().get(k);
      OffHeap.copy(local + frame + from.offset(), local + to, from.bytes());
      if (warp.sanitizer != null) {
        warp.sanitizer.received(warp, lane, to, from.bytes());
      }
    }
    tops[lane] = frame;
    depths[lane]--;
    enter(warp, lane, caller);
    for (int k = call.saved().size() - 1; k >= 0; k--) {
      load(warp.registers + call.saved().get(k).row(), lane, call.saved().get(k).wide());
    }
    return block;
  }

  private void load(long row, int lane, boolean wide) {
    if (wide) {
      long high = take(lane);
      OffHeap.putLong(row + 8L * lane, (high << 32) | (take(lane) & 0xFFFFFFFFL));
    } else {
      OffHeap.putInt(row + 4L * lane, take(lane));
    }
  }

  private long local(Warp warp, int lane) {
    return warp.local + (long) lane * kernel.localBytes();
  }
}

package dev.warpsmith.kernels.emulator.properties;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.ArrayList;
import java.util.List;

/** Exchanges within a warp (PTX ISA, "Parallel Synchronization and Communication"). */
final class WarpArithmetic {
  private WarpArithmetic() {}

  /** Returns the lanes that the instruction names: its last operand. */
  static int mask(LaneState lane, Instruction i) {
    return (int) lane.read(i.operands().get(i.operands().size() - 1));
  }

  /** Gives every member its result; all members' operands are read before. */
  static void exchange(Instruction i, List<LaneState> members) {
    if (i.opcode().equals("bar")) {
      return;
    }
    Operand source = i.operands().get(1);
    List<Long> values = members.stream().map(m -> m.read(source) & 0xFFFFFFFFL).toList();
    List<Runnable> writes = new ArrayList<>();
    for (LaneState me : members) {
      switch (i.opcode()) {
        case "vote" -> vote(i, me, members, values, writes);
        case "match" -> match(i, me, members, values, writes);
        case "redux" -> redux(i, me, values, writes);
        default -> shuffle(i, me, members, values, writes);
      }
    }
    writes.forEach(Runnable::run);
  }

  private static void vote(
      Instruction i, LaneState me, List<LaneState> members, List<Long> values, List<Runnable> out) {
    boolean all = values.stream().allMatch(v -> v != 0);
    boolean any = values.stream().anyMatch(v -> v != 0);
    long result = i.has("all") ? bit(all) : i.has("any") ? bit(any) : bit(all || !any);
    if (i.has("ballot")) {
      result = lanes(members, values, 1);
    }
    long value = result;
    out.add(() -> me.write(i.operands().get(0), value));
  }

  private static long bit(boolean value) {
    return value ? 1 : 0;
  }

  private static long lanes(List<LaneState> members, List<Long> values, long wanted) {
    long found = 0;
    for (int k = 0; k < members.size(); k++) {
      found |= values.get(k) == wanted ? 1L << members.get(k).lane() : 0;
    }
    return found;
  }

  private static void match(
      Instruction i, LaneState me, List<LaneState> members, List<Long> values, List<Runnable> out) {
    long mine = values.get(members.indexOf(me));
    long same = lanes(members, values, mine);
    if (i.has("any")) {
      out.add(() -> me.write(i.operands().get(0), same));
      return;
    }
    boolean all = values.stream().allMatch(v -> v == mine);
    Operand.Pair pair = (Operand.Pair) i.operands().get(0);
    out.add(() -> me.write(pair.first(), all ? same : 0));
    out.add(() -> me.write(pair.second(), bit(all)));
  }

  private static void redux(Instruction i, LaneState me, List<Long> values, List<Runnable> out) {
    long result = values.get(0);
    for (long value : values.subList(1, values.size())) {
      result =
          switch (i.modifiers().get(1)) {
            case "add" -> result + value;
            case "min" -> Math.min((int) result, (int) value);
            case "max" -> Math.max(result, value);
            case "and" -> result & value;
            default -> result ^ value;
          };
    }
    long value = result & 0xFFFFFFFFL;
    out.add(() -> me.write(i.operands().get(0), value));
  }

  private static void shuffle(
      Instruction i, LaneState me, List<LaneState> members, List<Long> values, List<Runnable> out) {
    int by = (int) me.read(i.operands().get(2)) & 31;
    int clamp = (int) me.read(i.operands().get(3));
    int segments = clamp >> 8 & 31;
    int low = me.lane() & segments;
    int high = low | (clamp & 31 & ~segments);
    int from =
        switch (i.modifiers().get(1)) {
          case "up" -> me.lane() - by;
          case "down" -> me.lane() + by;
          case "bfly" -> me.lane() ^ by;
          default -> low | (by & ~segments);
        };
    boolean inside = i.has("up") ? from >= high : from <= high;
    int source = inside ? from : me.lane();
    for (int k = 0; k < members.size(); k++) {
      if (members.get(k).lane() == source) {
        long value = values.get(k);
        Operand target = i.operands().get(0);
        Operand first = target instanceof Operand.Pair pair ? pair.first() : target;
        out.add(() -> me.write(first, value));
        if (target instanceof Operand.Pair pair) {
          out.add(() -> me.write(pair.second(), bit(inside)));
        }
      }
    }
  }
}

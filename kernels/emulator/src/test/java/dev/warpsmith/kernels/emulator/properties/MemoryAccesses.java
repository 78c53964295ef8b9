package dev.warpsmith.kernels.emulator.properties;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.ScalarType;
import dev.warpsmith.kernels.ptx.StateSpace;
import java.util.List;

/** Loads, stores and atomics (PTX ISA, "Data Movement"). */
final class MemoryAccesses {
  private MemoryAccesses() {}

  static void access(LaneState lane, Instruction i) {
    ScalarType type = ScalarType.find(i.modifiers().get(i.modifiers().size() - 1)).orElseThrow();
    boolean first = i.opcode().equals("st") || i.opcode().equals("red");
    Operand.Address address = (Operand.Address) i.operands().get(first ? 0 : 1);
    if (i.has("param")) {
      parameter(lane, i, address);
      return;
    }
    long at = lane.read(address.base()) + address.offset();
    String space =
        i.modifiers().stream().filter(m -> StateSpace.find(m).isPresent()).findFirst().orElse("");
    switch (i.opcode()) {
      case "ld" -> load(lane, i, space, at, type);
      case "st" -> store(lane, i, space, at, type);
      default -> atomic(lane, i, space, at, type);
    }
  }

  private static void parameter(LaneState lane, Instruction i, Operand.Address address) {
    String name = address.base().toString();
    if (i.opcode().equals("ld")) {
      lane.write(i.operands().get(0), lane.frame().parameters.getOrDefault(name, 0L));
    } else {
      lane.frame().parameters.put(name, lane.read(i.operands().get(1)));
    }
  }

  private static List<Operand> elements(Operand operand) {
    return operand instanceof Operand.Vector vector ? vector.elements() : List.of(operand);
  }

  private static void load(LaneState lane, Instruction i, String space, long at, ScalarType type) {
    for (Operand element : elements(i.operands().get(0))) {
      long bits = lane.load(space, at, type.bytes());
      int shift = 64 - type.bits();
      lane.write(element, type.signed() ? bits << shift >> shift : bits);
      at += type.bytes();
    }
  }

  private static void store(LaneState lane, Instruction i, String space, long at, ScalarType type) {
    for (Operand element : elements(i.operands().get(1))) {
      lane.store(space, at, type.bytes(), lane.read(element));
      at += type.bytes();
    }
  }

  private static void atomic(
      LaneState lane, Instruction i, String space, long at, ScalarType type) {
    int value = i.opcode().equals("atom") ? 2 : 1;
    long old = lane.load(space, at, type.bytes());
    long operand = lane.read(i.operands().get(value));
    long result =
        switch (i.modifiers().get(1)) {
          case "add" -> old + operand;
          case "max" -> Math.max((int) old, (int) operand);
          case "and" -> old & operand;
          case "xor" -> old ^ operand;
          case "exch" -> operand;
          default -> (int) old == (int) operand ? lane.read(i.operands().get(value + 1)) : old;
        };
    lane.store(space, at, type.bytes(), result);
    if (value == 2) {
      lane.write(i.operands().get(0), old);
    }
  }
}

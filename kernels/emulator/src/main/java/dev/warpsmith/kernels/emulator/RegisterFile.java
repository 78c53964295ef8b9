package dev.warpsmith.kernels.emulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the registers that live across blocks lie in a warp's memory.
 *
 * <p>A register is a row of 32 lanes; registers that are never live together share a row.
 *
 * @param offsets byte offset of lane 0 of each register
 * @param bytes size of a warp's register file
 */
record RegisterFile(Map<String, Integer> offsets, int bytes) {
  static final int LANES = 32;

  /** Assigns rows by greedy colouring. */
  static RegisterFile of(Liveness liveness, RegisterKinds kinds) {
    Map<String, Set<String>> conflicts = new HashMap<>();
    List<String> order = new ArrayList<>();
    for (int k = 0; k < liveness.liveIn().size(); k++) {
      conflict(liveness.liveIn().get(k), conflicts, order);
      conflict(liveness.liveOut().get(k), conflicts, order);
    }
    Map<String, Integer> rows = new HashMap<>();
    Map<Integer, Integer> rowCount = new HashMap<>();
    for (String register : order) {
      int width = kinds.kind(register).bytes();
      Set<Integer> taken = new HashSet<>();
      for (String other : conflicts.getOrDefault(register, Set.of())) {
        if (rows.containsKey(other) && kinds.kind(other).bytes() == width) {
          taken.add(rows.get(other));
        }
      }
      int row = 0;
      while (taken.contains(row)) {
        row++;
      }
      rows.put(register, row);
      rowCount.merge(width, row + 1, Math::max);
    }
    int wideBytes = rowCount.getOrDefault(8, 0) * 8 * LANES;
    Map<String, Integer> offsets = new HashMap<>();
    rows.forEach(
        (register, row) -> {
          boolean wide = kinds.kind(register).bytes() == 8;
          offsets.put(register, wide ? row * 8 * LANES : wideBytes + row * 4 * LANES);
        });
    return new RegisterFile(
        Map.copyOf(offsets), wideBytes + rowCount.getOrDefault(4, 0) * 4 * LANES);
  }

  private static void conflict(
      Set<String> live, Map<String, Set<String>> conflicts, List<String> order) {
    for (String register : live) {
      Set<String> others = conflicts.get(register);
      if (others == null) {
        others = new HashSet<>();
        conflicts.put(register, others);
        order.add(register);
      }
      others.addAll(live);
      others.remove(register);
    }
  }
}

package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Variable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Places the parameters and local variables of a called function in its frame. */
final class FrameLayout {
  private static final int ALIGNMENT = 16;

  private final Map<String, Integer> places = new HashMap<>();
  private int bytes;

  /** Gives a variable the next free place. */
  void place(String name, Variable variable) {
    int alignment = Math.max(8, variable.alignment());
    int offset = Math.addExact(bytes, alignment - 1) / alignment * alignment;
    places.put(name, offset);
    bytes = Math.addExact(offset, Math.toIntExact(variable.bytes()));
  }

  /** Returns the offset of a variable of this frame. */
  Optional<Integer> find(String name) {
    return Optional.ofNullable(places.get(name));
  }

  /** Returns the size of the frame, a multiple of 16. */
  int bytes() {
    return Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}

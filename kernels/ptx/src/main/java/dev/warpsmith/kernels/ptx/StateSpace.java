package dev.warpsmith.kernels.ptx;

import java.util.Locale;
import java.util.Optional;

/** A PTX state space that variables live in (PTX ISA, section "State Spaces"). */
public enum StateSpace {
  GLOBAL,
  SHARED,
  LOCAL,
  CONST,
  PARAM;

  /** Returns the name as PTX writes it, without the dot. */
  public String ptxName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Finds a space by its name without the dot; empty if the text names none. */
  public static Optional<StateSpace> find(String name) {
    for (StateSpace space : values()) {
      if (space.ptxName().equals(name)) {
        return Optional.of(space);
      }
    }
    return Optional.empty();
  }
}

package dev.warpsmith.kernels.emulator.conformance;

import java.math.BigInteger;
import java.util.List;

/** A rounding mode, as the PTX ISA names it. */
enum Rounding {
  NEAREST,
  ZERO,
  DOWN,
  UP,
  /** To nearest, ties away from zero. */
  AWAY;

  /** Returns the mode that an instruction's modifiers name, nearest if none. */
  static Rounding of(List<String> modifiers) {
    for (String modifier : modifiers) {
      switch (modifier) {
        case "rz", "rzi" -> {
          return ZERO;
        }
        case "rm", "rmi" -> {
          return DOWN;
        }
        case "rp", "rpi" -> {
          return UP;
        }
        case "rna" -> {
          return AWAY;
        }
        default -> {}
      }
    }
    return NEAREST;
  }

  /** Drops the lowest bits of a magnitude and rounds what stays. */
  BigInteger cut(BigInteger magnitude, int bits, boolean inexact, boolean negative) {
    if (bits <= 0) {
      return magnitude.shiftLeft(-bits);
    }
    BigInteger kept = magnitude.shiftRight(bits);
    boolean half = magnitude.testBit(bits - 1);
    boolean below = inexact || (magnitude.getLowestSetBit() < bits - 1 && magnitude.signum() != 0);
    boolean up =
        switch (this) {
          case NEAREST -> half && (below || kept.testBit(0));
          case AWAY -> half;
          case ZERO -> false;
          case DOWN -> negative && (half || below);
          case UP -> !negative && (half || below);
        };
    return up ? kept.add(BigInteger.ONE) : kept;
  }

  /** Tells whether a finite value beyond the largest one becomes the largest one. */
  boolean staysFinite(boolean negative) {
    return switch (this) {
      case NEAREST, AWAY -> false;
      case ZERO -> true;
      case DOWN -> !negative;
      case UP -> negative;
    };
  }
}

package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.expert.Move;

/**
 * A kind of change that helps against a cause.
 *
 * @param setting a schedule's setting, such as {@code items}
 * @param direction where its value should go
 */
record Remedy(String setting, Direction direction) {
  /** Where a setting's value goes. */
  enum Direction {
    UP,
    DOWN,
    /** To another value, number or word. */
    ANY
  }

  static Remedy up(String setting) {
    return new Remedy(setting, Direction.UP);
  }

  static Remedy down(String setting) {
    return new Remedy(setting, Direction.DOWN);
  }

  static Remedy other(String setting) {
    return new Remedy(setting, Direction.ANY);
  }

  /** Tells whether a move is such a change. */
  boolean isIn(Move move) {
    return switch (direction) {
      case UP -> move.factor(setting) > 1;
      case DOWN -> move.factor(setting) < 1;
      case ANY -> move.after().containsKey(setting);
    };
  }
}

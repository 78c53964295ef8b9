package dev.warpsmith.judge;

import java.util.List;

/** Reads the evidence of a round and decides what happens next. */
public interface Judge {
  /** Returns the name that selects it, such as {@code expert}. */
  String id();

  /**
   * Gives one instruction, or stops.
   *
   * @param history every round so far, the newest last; at least one
   */
  Decision review(List<Round> history);

  /**
   * Gives one instruction for the candidate of a chosen round, or says that there is nothing more
   * to gain from it. A Judge that knows the newest round only needs no more than this.
   *
   * @param history every round so far, the newest last
   */
  default Decision review(List<Round> history, Focus focus) {
    return review(focus.last(history));
  }
}

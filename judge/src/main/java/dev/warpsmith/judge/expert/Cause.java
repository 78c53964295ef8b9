package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.expert.Move;
import java.util.List;

/**
 * Why a limit binds.
 *
 * @param name in a few words, such as {@code bank conflicts}
 * @param why one clause with its figures
 * @param gain what a candidate without it would gain, as time before divided by time after
 * @param metrics the names of the metrics that show it, the most telling first
 * @param remedies what helps against it
 */
record Cause(String name, String why, double gain, List<String> metrics, List<Remedy> remedies) {
  Cause {
    metrics = List.copyOf(metrics);
    remedies = List.copyOf(remedies);
  }

  /** Tells whether a move is one that helps against this. */
  boolean isMetBy(Move move) {
    return remedies.stream().anyMatch(remedy -> remedy.isIn(move));
  }
}

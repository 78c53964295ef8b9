package dev.warpsmith.kernelbench.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the calls of a foreign module came to, together. */
final class ForeignTally {
  private int calls;
  private long compared;
  private double worst;
  private int threads;
  private int children;
  private boolean sparse;
  private boolean exact = true;

  void count(ForeignModule.Returned returned) {
    calls++;
    threads = Math.max(threads, returned.threads());
    children = Math.max(children, returned.children());
    sparse |= returned.results().stream().anyMatch(result -> !result.dense());
  }

  void add(ForeignJudge.Judgement judgement) {
    compared += judgement.compared();
    worst = Math.max(worst, judgement.normalisedError());
  }

  /** Notes whether the same inputs gave the same bytes again. */
  void repeated(boolean same) {
    exact &= same;
  }

  /** Tells whether the same inputs always gave the same bytes. */
  boolean repeats() {
    return exact;
  }

  /** Returns how many calls there were. */
  int calls() {
    return calls;
  }

  /** Returns how exact its outputs were. */
  String exactness() {
    return String.format(
        Locale.ROOT,
        "%d calls, %d elements compared with the float64 reference, normalised error at most %.1e",
        calls,
        compared,
        worst);
  }

  /** Returns what is allowed, but worth knowing. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (threads > 0 || children > 0) {
      remarks.add(
          "flag: besides its own, "
              + threads
              + " threads and "
              + children
              + " processes ran after a call; no output changed after it returned");
    }
    if (sparse) {
      remarks.add("flag: its output is a view with gaps in memory");
    }
    return remarks;
  }
}

package dev.warpsmith.coder.expert;

import java.util.Locale;
import java.util.Map;

/** How the results of blocks that share a reduction become one. */
enum Finish {
  /** Another kernel combines what the blocks left. */
  KERNEL("Combine what the blocks leave in a kernel of its own."),
  /** The last block to get there does, in the same launch. */
  LAST("Let the last block combine what all left, in the same launch."),
  /** Each block adds to the results, in whatever order the blocks come. */
  ADD("Let each block add to the results atomically.");

  private final String remedy;

  Finish(String remedy) {
    this.remedy = remedy;
  }

  /** Reads the setting {@code finish}. */
  static Finish of(Map<String, String> settings) {
    return valueOf(Schedules.word(settings, "finish").toUpperCase(Locale.ROOT));
  }

  /** Returns the setting's value. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the change to it in one sentence. */
  String remedy() {
    return remedy;
  }

  /** Returns what a schedule's comment says of it. */
  String comment() {
    return switch (this) {
      case KERNEL -> "";
      case LAST -> "; the last of them combines what all left";
      case ADD -> "; they add to the results atomically";
    };
  }
}

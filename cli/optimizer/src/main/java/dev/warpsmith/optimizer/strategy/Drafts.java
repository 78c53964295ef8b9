package dev.warpsmith.optimizer.strategy;

import java.util.ArrayList;
import java.util.List;

/** First candidates, side by side. */
final class Drafts {
  private Drafts() {}

  static List<Turn> of(int drafts) {
    List<Turn> turns = new ArrayList<>();
    for (int i = 1; i <= drafts; i++) {
      turns.add(drafts == 1 ? new Turn.Draft(0, "") : new Turn.Draft(i, "draft " + i));
    }
    return turns;
  }
}

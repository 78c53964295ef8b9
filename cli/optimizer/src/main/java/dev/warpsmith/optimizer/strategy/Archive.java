package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.judge.Bottleneck;
import dev.warpsmith.judge.Round;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A MAP-Elites archive (arXiv 1504.04909): of each cell, a bottleneck and a schedule family, the
 * fastest proven round.
 *
 * @param elites by cell, the fastest first
 */
record Archive(Map<String, Round> elites) {
  /**
   * Fills an archive.
   *
   * @param fastest proven rounds, the fastest first
   */
  static Archive of(List<Round> fastest) {
    Map<String, Round> elites = new LinkedHashMap<>();
    fastest.forEach(round -> elites.putIfAbsent(cell(round), round));
    return new Archive(elites);
  }

  /** Returns the cell of a proven round, such as {@code DRAM / shared, vectors}. */
  static String cell(Round round) {
    String limit = Workspace.limit(round).map(Bottleneck.Limit::label).orElse("no profile");
    return limit + " / " + ScheduleFamily.of(round.candidate());
  }
}

package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.judge.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Evolves kernels on islands, each with an {@link Archive}. In each wave each island changes one of
 * its elites as the Judge says: the fastest one half of the time, else any, so that a slower kind
 * of kernel gets its chance. From time to time an island takes the fastest elite of the one before.
 *
 * @param islands at least 1
 * @param migrate waves between two migrations; 0 for none
 * @param drafts first candidates; 1 where all drafts are the same, which all islands then share
 */
record Evolve(int islands, int migrate, int drafts, long seed) implements Strategy {
  @Override
  public List<Turn> next(SearchState state) {
    if (state.rounds().isEmpty()) {
      return Drafts.of(drafts);
    }
    List<Turn> turns = new ArrayList<>();
    for (int island = 1; island <= islands; island++) {
      turns.addAll(turn(state, island));
    }
    return turns;
  }

  private List<Turn> turn(SearchState state, int island) {
    boolean guest = migrate > 0 && islands > 1 && state.wave() % migrate == 0;
    int home = guest ? (island + islands - 2) % islands + 1 : island;
    List<Round> proven = state.fastest(round -> belongs(state, round, home));
    if (proven.isEmpty()) {
      return state.refused(round -> belongs(state, round, island)).stream()
          .limit(1)
          .<Turn>map(round -> new Turn.From(island, "island " + island, round, List.of()))
          .toList();
    }
    Round parent = guest ? proven.get(0) : elite(state, Archive.of(proven), island);
    String place =
        "island " + island + (guest ? " from island " + home : "") + ", " + Archive.cell(parent);
    List<String> notes = new Workspace(state, Workspace.SMALL).notes(state.made(parent));
    return List.of(new Turn.From(island, place, parent, notes));
  }

  private static boolean belongs(SearchState state, Round round, int island) {
    return state.line(round) == island || state.line(round) == 0;
  }

  private Round elite(SearchState state, Archive archive, int island) {
    SplittableRandom random = new SplittableRandom(31 * (31 * seed + state.wave()) + island);
    List<Round> elites = List.copyOf(archive.elites().values());
    return random.nextBoolean() ? elites.get(0) : elites.get(random.nextInt(elites.size()));
  }
}

package dev.warpsmith.judge.expert;

import dev.warpsmith.profiler.KeyMetrics;
import java.util.List;
import java.util.Optional;

/** Lanes of a warp take different branches, or have nothing to do. */
final class Divergence implements Rule {
  private static final double LANES = 32;
  private static final double FULL = 28;

  @Override
  public Optional<Cause> find(Reading reading) {
    double active = reading.metric(KeyMetrics.THREADS_PER_INSTRUCTION, LANES);
    if (active >= FULL) {
      return Optional.empty();
    }
    double uniform = reading.metric(KeyMetrics.BRANCH_UNIFORM, 100);
    String branches =
        uniform < 100 ? Reading.text(", %.0f %% of branches are uniform", uniform) : "";
    Effect without = new Effect().scaleSm(active / LANES);
    return Optional.of(
        new Cause(
            "divergence",
            Reading.text("%.1f of 32 lanes work in an instruction%s", active, branches),
            reading.gain(without),
            List.of(
                KeyMetrics.THREADS_PER_INSTRUCTION,
                KeyMetrics.BRANCH_UNIFORM,
                KeyMetrics.ISSUE_ACTIVE,
                KeyMetrics.INSTRUCTIONS),
            List.of(
                Remedy.other("threads"),
                Remedy.other("lanes"),
                Remedy.other("x"),
                Remedy.other("walk"),
                Remedy.down("vector"))));
  }
}

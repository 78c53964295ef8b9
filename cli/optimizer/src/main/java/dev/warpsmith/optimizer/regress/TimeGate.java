package dev.warpsmith.optimizer.regress;

import dev.warpsmith.profiler.timing.Decision;
import dev.warpsmith.profiler.timing.Measurement;
import dev.warpsmith.profiler.timing.PairedTimes;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decides what became of a measured time: by the interval of all samples, and again with those of
 * another session where it cannot tell, or where it says slower for the first time.
 */
public final class TimeGate {
  private static final int MOST_SESSIONS = 3;

  private final Sessions sessions;
  private final String against;

  /** Takes samples of another session and returns them with those so far. */
  private interface Sessions {
    PairedTimes more(Optional<PairedTimes> soFar);
  }

  private TimeGate(Sessions sessions, String against) {
    this.sessions = sessions;
    this.against = against;
  }

  /**
   * Decides by samples of the kernels of before and now, taken in turn.
   *
   * @param session takes them
   */
  public static TimeGate inTurn(Supplier<PairedTimes> session) {
    return new TimeGate(
        soFar -> {
          PairedTimes more = session.get();
          return soFar.map(known -> known.and(more)).orElse(more);
        },
        "in turn with the baseline's kernels");
  }

  /**
   * Decides by samples that were taken at another time.
   *
   * @param recorded the baseline's, as samples of an instrument
   * @param session times the kernels of now in turn with themselves, which shows the noise
   */
  public static TimeGate beside(
      Function<String, Measurement> recorded, Supplier<PairedTimes> session) {
    return new TimeGate(
        soFar -> {
          PairedTimes more = session.get();
          Measurement now = more.before().and(more.now());
          return soFar
              .map(
                  known ->
                      new PairedTimes(
                          known.before(), known.now().and(now), known.noise().or(more.noise())))
              .orElseGet(
                  () -> new PairedTimes(recorded.apply(now.instrument()), now, more.noise()));
        },
        "beside the baseline's samples");
  }

  /**
   * Decides.
   *
   * @param allowed part of the time that is let through
   */
  public TimeChange decide(double allowed) {
    PairedTimes times = sessions.more(Optional.empty());
    Decision decision = Decision.of(times.speedup(), times.noise(), allowed);
    int taken = 1;
    while (taken < MOST_SESSIONS && open(decision, taken)) {
      times = sessions.more(Optional.of(times));
      decision = Decision.of(times.speedup(), times.noise(), allowed);
      taken++;
    }
    return new TimeChange(decision, times, allowed, taken, against);
  }

  private static boolean open(Decision decision, int taken) {
    return decision == Decision.AMBIGUOUS || (decision == Decision.SLOWER && taken == 1);
  }
}

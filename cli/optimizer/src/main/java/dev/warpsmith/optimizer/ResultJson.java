package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.optimizer.RoundRecord.Time;
import java.util.Optional;

/** A run's result as {@code optimize --json} prints it. */
public final class ResultJson {
  private ResultJson() {}

  /**
   * Returns {@code task, device, clock, model, coder, judge, rounds, correctRounds, baseline, best,
   * speedup, speedOfLight, outside, predictions, stopReason, cost, seconds, run}; without {@code
   * best} and {@code speedup} if no candidate passed, without {@code outside} if it was compared
   * with nothing else, without {@code predictions} if no gain was predicted.
   */
  public static ObjectNode of(RunRecord run) {
    ObjectNode node = Journal.data();
    RunSettings settings = run.settings();
    node.put("task", settings.task()).put("device", settings.device());
    run.baseline()
        .ifPresent(
            baseline -> node.put("clock", baseline.clock()).put("model", baseline.instrument()));
    node.put("coder", settings.coder()).put("judge", settings.judge());
    node.put("rounds", run.rounds().size()).put("correctRounds", run.correctRounds());
    run.baseline().ifPresent(baseline -> times(node, baseline, run));
    OutsideRecord.add(node, run.outside());
    run.predictions().ifPresent(accuracy -> node.set("predictions", accuracy.toJson()));
    node.put("stopReason", run.stopReason());
    node.set("cost", run.spending().toJson());
    node.put("seconds", Math.round(run.seconds() * 1000) / 1000.0);
    node.put("run", run.folder().toString());
    return node;
  }

  private static void times(ObjectNode node, BaselineRecord baseline, RunRecord run) {
    node.putObject("baseline").put("kind", baseline.kind()).put("micros", baseline.micros());
    Optional<Time> time = run.best().flatMap(RoundRecord::time);
    time.ifPresent(
        best -> {
          node.putObject("best")
              .put("candidate", run.best().map(RoundRecord::number).orElse(0))
              .put("micros", best.micros())
              .put("source", run.folder().resolve("best.cu").toString());
          node.put("speedup", best.speedup());
        });
    ObjectNode floor = node.putObject("speedOfLight").put("micros", baseline.speedOfLightMicros());
    time.ifPresent(best -> floor.put("fraction", best.fraction()));
  }
}

package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.model.TimeBreakdown;
import java.util.List;
import java.util.Locale;

/** Profiles and timings as JSON, under the names that Nsight Compute prints. */
public final class ProfileJson {
  private ProfileJson() {}

  /**
   * Returns {@code device, source, kernels[{name, metrics{name{value,unit,kind}}}]}.
   *
   * <p>A metric that the source cannot give has {@code absent} with the reason, and no value.
   */
  public static ObjectNode profiles(List<KernelProfile> profiles) {
    ObjectNode node = Journal.data();
    profiles.stream()
        .findFirst()
        .ifPresent(first -> node.put("device", first.device()).put("source", first.source()));
    ArrayNode kernels = node.putArray("kernels");
    profiles.forEach(profile -> kernels.add(kernel(profile)));
    return node;
  }

  /** Returns the time, what took it, and the speed of light. */
  public static ObjectNode timing(CandidateTiming timing) {
    ObjectNode node = Journal.data();
    node.put("clock", clock(timing)).put("instrument", timing.measurement().instrument());
    node.put("micros", timing.micros());
    timing.measurement().micros().forEach(node.putArray("samples")::add);
    node.put("low", timing.measurement().interval().low());
    node.put("high", timing.measurement().interval().high());
    node.put("sampling", timing.sampling());
    node.putObject("speedOfLight")
        .put("micros", timing.speedOfLight().micros())
        .put("fraction", timing.fraction())
        .put("bound", timing.speedOfLight().bound().name().toLowerCase(Locale.ROOT));
    return node;
  }

  /** Returns the clock's name in files, such as {@code cuda-event}. */
  public static String clock(CandidateTiming timing) {
    return timing.measurement().clock().label().replace(' ', '-');
  }

  private static ObjectNode kernel(KernelProfile profile) {
    ObjectNode node = Journal.data();
    node.put("name", profile.kernel()).put("sampling", profile.sampling());
    ObjectNode metrics = node.putObject("metrics");
    profile.metrics().forEach((name, metric) -> metrics.set(name, metric(metric)));
    profile.time().ifPresent(time -> bounds(time, node.putArray("bounds")));
    ArrayNode hot = node.putArray("hotSpots");
    profile
        .hotSpots()
        .forEach(
            spot ->
                hot.addObject()
                    .put("line", spot.line())
                    .put("warpInstructions", spot.warpInstructions())
                    .put("sectors", spot.sectors())
                    .put("sharedWavefronts", spot.sharedWavefronts()));
    return node;
  }

  private static void bounds(TimeBreakdown time, ArrayNode bounds) {
    time.bounds()
        .forEach(
            bound ->
                bounds
                    .addObject()
                    .put("resource", bound.resource().name().toLowerCase(Locale.ROOT))
                    .put("micros", bound.micros())
                    .put("detail", bound.detail()));
  }

  private static ObjectNode metric(Metric metric) {
    return metric.match(
        value ->
            Journal.data()
                .put("value", value.value())
                .put("unit", value.unit())
                .put("kind", value.kind().name().toLowerCase(Locale.ROOT)),
        absent -> Journal.data().put("absent", absent.reason()));
  }
}

package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.ProfileComparison;
import dev.warpsmith.profiler.model.RooflinePoint;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.timing.Speedup;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

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

  /**
   * Returns the profiles of a candidate, and beside those of a measured one without counters {@code
   * modelled}, what the emulated GPU of its kind says.
   */
  public static ObjectNode profiles(CandidateTiming timing) {
    ObjectNode node = profiles(timing.profiles());
    timing.modelled().ifPresent(modelled -> node.set("modelled", profiles(modelled.profiles())));
    return node;
  }

  /**
   * Returns what {@link #profiles} does with {@code name}, {@code timing}, a roofline for each
   * kernel and the text of each hot line.
   *
   * @param source returns the text of a place such as {@code kernel.cu:31}
   */
  public static ObjectNode of(
      String name, CandidateTiming timing, GpuSpec gpu, UnaryOperator<String> source) {
    ObjectNode node = Journal.data().put("name", name);
    node.set("timing", timing(timing));
    node.setAll(profiles(timing.profiles()));
    for (int i = 0; i < timing.profiles().size(); i++) {
      ObjectNode kernel = (ObjectNode) node.withArray("kernels").get(i);
      timing.profiles().get(i).time().ifPresent(time -> addRoofline(kernel, gpu, time));
      for (JsonNode spot : kernel.withArray("hotSpots")) {
        ((ObjectNode) spot).put("source", source.apply(spot.path("line").asText()));
      }
    }
    timing.modelled().ifPresent(modelled -> node.set("modelled", of(name, modelled, gpu, source)));
    return node;
  }

  /** Adds {@code speedup}, with its clock, and {@code changes}, those that matter most first. */
  public static void addComparison(ObjectNode node, CandidateTiming before, CandidateTiming after) {
    ObjectNode speedup = node.putObject("speedup").put("clock", clock(after));
    if (before.measurement().comparable(after.measurement())) {
      speedup.put("ratio", Speedup.of(before.measurement(), after.measurement()).ratio());
    } else {
      speedup.put("absent", "times of different instruments have no ratio");
    }
    ArrayNode changes = node.putArray("changes");
    for (ProfileComparison.Change change :
        ProfileComparison.changes(before.explained().profiles(), after.explained().profiles())) {
      changes
          .addObject()
          .put("name", change.name())
          .put("unit", change.unit())
          .put("before", change.before())
          .put("after", change.after())
          .put("resource", change.about().name().toLowerCase(Locale.ROOT))
          .put("binds", change.binds())
          .put("score", change.score());
    }
  }

  /** Adds where the kernel stands; without DRAM traffic there is no intensity. */
  private static void addRoofline(ObjectNode kernel, GpuSpec gpu, TimeBreakdown time) {
    RooflinePoint.of(gpu, time.work(), time.micros())
        .ifPresent(
            point -> {
              ObjectNode node = kernel.putObject("roofline");
              node.put("unit", point.unit().name().toLowerCase(Locale.ROOT).replace('_', '-'));
              if (Double.isFinite(point.intensity())) {
                node.put("flopsPerByte", point.intensity());
              }
              node.put("ridgeFlopsPerByte", point.ridge())
                  .put("roofTflops", point.roofTflops())
                  .put("attainedTflops", point.attainedTflops())
                  .put("roof", point.underMemory() ? "memory" : "arithmetic");
            });
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
    profile.time().ifPresent(time -> addTime(time, node));
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

  private static void addTime(TimeBreakdown time, ObjectNode node) {
    node.put("micros", time.micros())
        .put("launchMicros", time.launchMicros())
        .put("waves", time.waves())
        .put("tailFraction", time.tailFraction());
    ArrayNode bounds = node.putArray("bounds");
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

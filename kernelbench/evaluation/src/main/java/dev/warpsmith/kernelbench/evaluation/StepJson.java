package dev.warpsmith.kernelbench.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.device.LaunchCounters.HotSpot;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes and reads what the evaluation's memory keeps: gates' answers, timings, honest errors. */
final class StepJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StepJson() {}

  static ObjectNode write(CandidateTiming timing) {
    ObjectNode node = MAPPER.createObjectNode();
    node.set("measurement", MAPPER.valueToTree(timing.measurement()));
    node.set("speedOfLight", MAPPER.valueToTree(timing.speedOfLight()));
    node.put("sampling", timing.sampling());
    ArrayNode profiles = node.putArray("profiles");
    timing.profiles().forEach(profile -> profiles.add(write(profile)));
    timing.modelled().ifPresent(modelled -> node.set("modelled", write(modelled)));
    return node;
  }

  static CandidateTiming readTiming(JsonNode node) {
    List<KernelProfile> profiles = new ArrayList<>();
    node.path("profiles").forEach(profile -> profiles.add(readProfile(profile)));
    return new CandidateTiming(
        read(node.path("measurement"), Measurement.class),
        profiles,
        read(node.path("speedOfLight"), Roofline.class),
        node.path("sampling").asText(),
        node.has("modelled") ? Optional.of(readTiming(node.path("modelled"))) : Optional.empty());
  }

  static ObjectNode write(GateResult result) {
    ObjectNode node = MAPPER.createObjectNode();
    result.failure().ifPresent(verdict -> node.put("failure", verdict.name()));
    node.put("message", result.message());
    node.set("facts", MAPPER.valueToTree(result.facts()));
    return node;
  }

  static GateResult readResult(JsonNode node) {
    List<String> facts = new ArrayList<>();
    node.path("facts").forEach(fact -> facts.add(fact.asText()));
    Optional<Verdict> failure =
        node.has("failure")
            ? Optional.of(Verdict.valueOf(node.path("failure").asText()))
            : Optional.empty();
    return new GateResult(failure, node.path("message").asText(), facts);
  }

  static JsonNode write(Map<String, HonestError> errors) {
    return MAPPER.valueToTree(errors);
  }

  static Map<String, HonestError> readErrors(JsonNode node) {
    return MAPPER.convertValue(node, new TypeReference<LinkedHashMap<String, HonestError>>() {});
  }

  private static ObjectNode write(KernelProfile profile) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("kernel", profile.kernel());
    node.put("device", profile.device());
    node.put("source", profile.source());
    node.put("sampling", profile.sampling());
    ArrayNode metrics = node.putArray("metrics");
    profile
        .metrics()
        .values()
        .forEach(
            metric ->
                metrics.add(
                    metric.<JsonNode>match(
                        value -> MAPPER.valueToTree(value), absent -> MAPPER.valueToTree(absent))));
    profile.time().ifPresent(time -> node.set("time", MAPPER.valueToTree(time)));
    node.set("hotSpots", MAPPER.valueToTree(profile.hotSpots()));
    return node;
  }

  private static KernelProfile readProfile(JsonNode node) {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    for (JsonNode metric : node.path("metrics")) {
      Class<? extends Metric> type =
          metric.has("reason") ? Metric.Absent.class : Metric.Value.class;
      metrics.put(metric.path("name").asText(), read(metric, type));
    }
    List<HotSpot> hotSpots = new ArrayList<>();
    node.path("hotSpots").forEach(spot -> hotSpots.add(read(spot, HotSpot.class)));
    return new KernelProfile(
        node.path("kernel").asText(),
        node.path("device").asText(),
        node.path("source").asText(),
        node.path("sampling").asText(),
        metrics,
        node.has("time")
            ? Optional.of(read(node.path("time"), TimeBreakdown.class))
            : Optional.empty(),
        hotSpots);
  }

  private static <T> T read(JsonNode node, Class<T> type) {
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not a " + type.getSimpleName() + ": " + node, e);
    }
  }
}

package dev.warpsmith.kernels.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one GPU of the table together with its architecture. */
final class GpuRow {
  private static final int KIB = 1024;
  private static final long MIB = 1024L * 1024;
  private static final long GB = 1_000_000_000L;

  private GpuRow() {}

  static GpuSpec spec(JsonNode gpu, JsonNode architecture) {
    JsonNode tflops = gpu.required("tflops");
    return new GpuSpec(
        text(gpu, "name"),
        text(gpu, "description"),
        text(gpu, "arch"),
        integer(gpu, "sms"),
        integer(gpu, "clockMhz"),
        Math.round(number(gpu, "l2Mib") * MIB),
        integer(architecture, "l1Kib") * KIB,
        integer(gpu, "memoryGb") * GB,
        number(gpu, "dramGbps"),
        number(gpu, "achievableDramGbps"),
        number(tflops, "fp32"),
        limits(architecture),
        new GpuSpec.TensorPeaks(
            number(tflops, "fp64"),
            number(tflops, "fp16Tensor"),
            number(tflops, "bf16Tensor"),
            number(tflops, "tf32Tensor")),
        lanes(architecture.required("lanes")),
        latency(architecture.required("latency")),
        number(gpu, "l2Gbps"),
        number(gpu, "launchMicros"),
        sources(gpu, architecture));
  }

  private static GpuSpec.Limits limits(JsonNode node) {
    List<Integer> carveouts = new ArrayList<>();
    node.required("sharedCarveoutKib").forEach(kib -> carveouts.add(kib.asInt() * KIB));
    return new GpuSpec.Limits(
        integer(node, "threadsPerBlock"),
        integer(node, "threadsPerSm"),
        integer(node, "blocksPerSm"),
        integer(node, "registersPerSm"),
        integer(node, "registersPerThread"),
        integer(node, "sharedBytesPerSm"),
        integer(node, "sharedBytesPerBlock"),
        integer(node, "reservedSharedBytesPerBlock"),
        integer(node, "registerAllocationUnit"),
        integer(node, "warpAllocationGranularity"),
        integer(node, "sharedAllocationUnit"),
        carveouts);
  }

  private static GpuSpec.Lanes lanes(JsonNode node) {
    return new GpuSpec.Lanes(
        integer(node, "fp32"),
        integer(node, "fp64"),
        integer(node, "half2"),
        integer(node, "int32"),
        integer(node, "sfu"),
        integer(node, "lsu"),
        integer(node, "lsuBytes"),
        integer(node, "issue"));
  }

  private static GpuSpec.Latency latency(JsonNode node) {
    return new GpuSpec.Latency(
        integer(node, "arithmetic"),
        integer(node, "sfu"),
        integer(node, "shared"),
        integer(node, "l1"),
        integer(node, "l2"),
        integer(node, "dram"));
  }

  private static Map<String, String> sources(JsonNode gpu, JsonNode architecture) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (JsonNode part : List.of(architecture, gpu)) {
      part.required("source")
          .properties()
          .forEach(entry -> sources.put(entry.getKey(), entry.getValue().asText()));
    }
    return sources;
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }

  private static int integer(JsonNode node, String field) {
    return node.required(field).asInt();
  }

  private static double number(JsonNode node, String field) {
    return node.required(field).asDouble();
  }
}

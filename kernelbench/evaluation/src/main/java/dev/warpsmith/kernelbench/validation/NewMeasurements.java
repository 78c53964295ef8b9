package dev.warpsmith.kernelbench.validation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.profiler.timing.Measurement;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/** Own measurements, as the file that {@link Measurements} reads. */
public record NewMeasurements(
    String gpu,
    LaunchOptions.Caches caches,
    String source,
    String protocol,
    double floorMicros,
    List<Row> rows) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final double NOISE = 0.2;
  private static final int PARTS = 4;

  public NewMeasurements {
    rows = List.copyOf(rows);
  }

  /**
   * A measured row.
   *
   * @param micros median of the samples
   * @param deviation their standard deviation
   * @param heldOut whether nothing may be fitted on it: a quarter of all kernels and sizes, by hash
   */
  @JsonPropertyOrder({
    "kernel",
    "family",
    "dims",
    "micros",
    "deviation",
    "registers",
    "heldOut",
    "samples"
  })
  public record Row(
      String kernel,
      String family,
      Map<String, Long> dims,
      double micros,
      double deviation,
      int registers,
      boolean heldOut,
      List<Double> samples) {

    /** Returns the row of a measurement; times are kept to a nanosecond. */
    public static Row of(MeasuredRow what, Measurement measured, int registers) {
      Map<String, Long> dims = what.size().asMap();
      double[] micros = measured.micros().stream().mapToDouble(Double::doubleValue).toArray();
      StandardDeviation deviation = new StandardDeviation();
      return new Row(
          what.kernel().name(),
          what.family(),
          dims,
          nanosecond(measured.median()),
          nanosecond(deviation.evaluate(micros)),
          registers,
          isHeldOut(what.kernel().name(), dims),
          measured.micros().stream().map(Row::nanosecond).toList());
    }

    private static double nanosecond(double micros) {
      return Math.round(micros * 1e3) / 1e3;
    }
  }

  /** Tells whether a kernel at a size belongs to those that nothing may be fitted on. */
  static boolean isHeldOut(String kernel, Map<String, Long> dims) {
    String size =
        new TreeMap<>(dims)
            .entrySet().stream()
                .map(dim -> String.format(Locale.ROOT, "\"%s\": %d", dim.getKey(), dim.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    return Integer.parseInt(Sha256.of(kernel + size).substring(0, 2), 16) % PARTS == 0;
  }

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonPropertyOrder({
    "format",
    "gpu",
    "caches",
    "source",
    "protocol",
    "floorMicros",
    "floor",
    "noise",
    "rows"
  })
  private record Document(
      @JsonProperty int format,
      @JsonProperty String gpu,
      @JsonProperty String caches,
      @JsonProperty String source,
      @JsonProperty String protocol,
      @JsonProperty double floorMicros,
      @JsonProperty String floor,
      @JsonProperty double noise,
      @JsonProperty List<Row> rows) {}

  /** Returns the file's text. */
  public String json() {
    try {
      return MAPPER.writeValueAsString(
              new Document(
                  Measurements.FORMAT,
                  gpu,
                  caches.name().toLowerCase(Locale.ROOT),
                  source,
                  protocol,
                  floorMicros,
                  "one and a quarter times an empty kernel, measured alike",
                  NOISE,
                  rows))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.warpsmith.kernelbench.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Reads measurements: those that come with Warpsmith by name, others from a file. */
public final class Measurements {
  private static final List<String> BUILT_IN =
      List.of(
          "h200-memory-micro",
          "h200-simple-kernels-cold",
          "h200-simple-kernels-hot",
          "rtx4070-simple-kernels",
          "rtx-a6000-sgemm-ladder",
          "rtx2080ti-simple-kernels");
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  static final int FORMAT = 1;

  private final String file;
  private final Function<String, CudaSource> kernels;
  private final Map<String, Task> tasks = new HashMap<>();

  private Measurements(String file, Function<String, CudaSource> kernels) {
    this.file = file;
    this.kernels = kernels;
  }

  /** Returns the names of those that come with Warpsmith. */
  public static List<String> builtIn() {
    return BUILT_IN;
  }

  /**
   * Reads a set.
   *
   * @param argument a built-in name, or the path of a {@code .json} file; the kernels that it names
   *     are annotated {@code .cu} files in the folder {@code kernels} beside it, or built in
   * @throws SourceException if there is no such file or it has an error
   */
  public static MeasurementSet read(String argument) {
    if (argument.toLowerCase(Locale.ROOT).endsWith(".json")) {
      Path path = Path.of(argument);
      Path folder = path.resolveSibling("kernels");
      return new Measurements(argument, name -> kernel(folder, name))
          .set(String.valueOf(path.getFileName()), text(path));
    }
    if (!BUILT_IN.contains(argument)) {
      throw new SourceException(
          SourcePosition.ofLine(argument, 1),
          "unknown measurements"
              + Spelling.hint(argument, BUILT_IN)
              + " (built in: "
              + String.join(", ", BUILT_IN)
              + "; or give a .json file)");
    }
    String file = argument + ".json";
    return new Measurements(file, Measurements::builtInKernel).set(file, resource(file));
  }

  private static CudaSource kernel(Path folder, String name) {
    Path own = folder.resolve(name + ".cu");
    boolean builtIn = Measurements.class.getResource("kernels/" + name + ".cu") != null;
    return builtIn && !Files.exists(own) ? builtInKernel(name) : CudaSource.read(own);
  }

  private static CudaSource builtInKernel(String name) {
    return CudaSource.parse(name + ".cu", resource("kernels/" + name + ".cu"));
  }

  private MeasurementSet set(String fileName, String text) {
    JsonNode root = parsed(text);
    if (root.path("format").asInt() != FORMAT) {
      throw error("format is " + root.path("format") + ", expected " + FORMAT);
    }
    List<MeasuredRow> rows = new ArrayList<>();
    for (JsonNode row : root.path("rows")) {
      rows.add(row(row, "rows[" + rows.size() + "]"));
    }
    if (rows.isEmpty()) {
      throw error("rows is empty or missing, expected a list of measured times");
    }
    return new MeasurementSet(
        fileName.replaceFirst("(?i)\\.json$", ""),
        string(root, "", "gpu"),
        caches(string(root, "", "caches")),
        string(root, "", "source"),
        string(root, "", "protocol"),
        root.path("floorMicros").asDouble(0),
        root.path("floor").asText(""),
        root.path("noise").asDouble(1),
        rows);
  }

  private MeasuredRow row(JsonNode row, String where) {
    Task task = tasks.computeIfAbsent(string(row, where, "kernel"), this::task);
    Map<String, Long> size = new LinkedHashMap<>();
    row.path("dims").properties().forEach(dim -> size.put(dim.getKey(), dim(dim, where)));
    if (!size.keySet().equals(task.dims().asMap().keySet())) {
      throw error(
          where
              + ".dims has "
              + size.keySet()
              + ", expected "
              + task.dims().asMap().keySet()
              + " of "
              + task.name());
    }
    return new MeasuredRow(
        task,
        string(row, where, "family"),
        Bindings.of(size),
        positive(row, where, "micros"),
        Math.max(0, row.path("deviation").asDouble(0)));
  }

  private Task task(String name) {
    return TaskReader.read(kernels.apply(name));
  }

  private long dim(Map.Entry<String, JsonNode> dim, String where) {
    if (!dim.getValue().canConvertToLong() || dim.getValue().asLong() < 1) {
      throw error(
          where
              + ".dims."
              + dim.getKey()
              + " is "
              + dim.getValue()
              + ", expected a positive whole number");
    }
    return dim.getValue().asLong();
  }

  private double positive(JsonNode node, String where, String field) {
    double value = node.path(field).asDouble(Double.NaN);
    if (!(value > 0) || Double.isInfinite(value)) {
      throw error(where + "." + field + " is " + node.path(field) + ", expected a positive number");
    }
    return value;
  }

  private String string(JsonNode node, String where, String field) {
    String value = node.path(field).asText("");
    if (value.isBlank()) {
      throw error((where.isEmpty() ? "" : where + ".") + field + " is missing, expected a text");
    }
    return value;
  }

  private LaunchOptions.Caches caches(String name) {
    return switch (name) {
      case "cold" -> LaunchOptions.Caches.COLD;
      case "steady" -> LaunchOptions.Caches.STEADY;
      default ->
          throw error(
              "caches is '"
                  + name
                  + "', expected 'cold' (flushed before each launch) or 'steady'"
                  + " (launches back to back)");
    };
  }

  private JsonNode parsed(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new SourceException(
          SourcePosition.ofLine(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
          "not JSON: " + e.getOriginalMessage());
    }
  }

  private SourceException error(String message) {
    return new SourceException(SourcePosition.ofLine(file, 1), message);
  }

  private static String text(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new SourceException(
          SourcePosition.ofLine(path.toString(), 1), "no such file; give a .json of measurements");
    }
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = Measurements.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is missing from the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}

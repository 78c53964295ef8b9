package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what is wrong with a KernelBench file, and what to do about it.
 *
 * @param limit of the time that the file's code had
 */
record ModelFaults(String python, Path path, Duration limit) {
  private static final Pattern MISSING = Pattern.compile("No module named '([A-Za-z0-9_]+)");

  /** Returns what can be done with a module that is no operator graph. */
  static String fallback(Path path) {
    return "\n  fallback: write its meaning as naive kernels in an annotated .cu file and optimize that";
  }

  /** Returns the fault that the worker answered with. */
  SourceException of(JsonNode answer) {
    int line = Math.max(1, answer.path("line").asInt(1));
    return new SourceException(
        SourcePosition.ofLine(path.toString(), line),
        text(answer.path("kind").asText(), answer.path("error").asText()));
  }

  private String text(String kind, String error) {
    return switch (kind) {
      case "import" ->
          error
              + "; the file is imported by "
              + python
              + ", which must have what it imports"
              + remedy(error);
      case "model" ->
          error + "; a KernelBench file defines class Model, get_inputs() and get_init_inputs()";
      case "inputs" -> error + "; get_inputs() must return a list of tensors and numbers";
      case "arguments" ->
          error + "; a module in another process can be given numbers, texts, lists and dicts only";
      case "unsupported" -> error + ", which operator graphs have not" + fallback(path);
      case "trace" ->
          error
              + "; the module runs on tensors without elements (device meta), so nothing may depend"
              + " on their values"
              + fallback(path);
      case "endless" ->
          part(error) + " did not end within " + limit.toSeconds() + " s, and was ended";
      default -> throw new IllegalStateException("the worker's fault '" + kind + "' is unknown");
    };
  }

  private String remedy(String error) {
    Matcher missing = MISSING.matcher(error);
    return missing.find() ? ": " + python + " -m pip install " + missing.group(1) : "";
  }

  private static String part(String stage) {
    return switch (stage) {
      case "import" -> "the import";
      case "model" -> "Model(*get_init_inputs())";
      case "inputs" -> "get_inputs()";
      case "trace" -> "Model.forward";
      default -> "the file's code";
    };
  }
}

package dev.warpsmith.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.torch.Problem;
import dev.warpsmith.kernelbench.torch.ProblemResult;
import dev.warpsmith.kernelbench.torch.ProblemResult.Outcome;
import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.optimizer.JsonFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The report of {@code kernelbench verify}: a line of JSON for each problem.
 *
 * @param versions what a result depends on beside the problem's file
 */
record ProblemReport(KeptLines lines, String versions) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Opens a report. */
  static ProblemReport open(Path file, String versions, boolean fresh) {
    return new ProblemReport(KeptLines.open(file, "problem", fresh), versions);
  }

  Path file() {
    return lines.file();
  }

  /** Returns what is known of a problem, if its file and the versions are the same. */
  Optional<ProblemResult> find(Problem problem) {
    return Optional.ofNullable(lines.known().get(problem.id()))
        .filter(json -> json.path("sha256").asText().equals(hash(problem)))
        .filter(json -> json.path("versions").asText().equals(versions))
        .map(json -> result(problem, json));
  }

  private static ProblemResult result(Problem problem, JsonNode json) {
    return new ProblemResult(
        problem,
        Outcome.valueOf(json.path("outcome").asText()),
        json.path("detail").asText(),
        JsonFields.texts(json.path("sizes")),
        JsonFields.texts(json.path("notes")),
        json.path("seconds").asDouble());
  }

  /** Appends a result. */
  void add(ProblemResult result) {
    lines.add(json(result));
  }

  /** Returns a result as it stands in the report. */
  ObjectNode json(ProblemResult result) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("problem", result.problem().id())
            .put("file", String.valueOf(result.problem().file().getFileName()))
            .put("sha256", hash(result.problem()))
            .put("versions", versions)
            .put("outcome", result.outcome().name())
            .put("detail", result.detail());
    result.sizes().forEach(json.putArray("sizes")::add);
    result.statements().forEach(json.putArray("notes")::add);
    return json.put("seconds", Math.round(result.seconds() * 1000) / 1000.0);
  }

  private static String hash(Problem problem) {
    try {
      return Sha256.of(Files.readString(problem.file()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + problem.file() + ": " + e.getMessage(), e);
    }
  }
}

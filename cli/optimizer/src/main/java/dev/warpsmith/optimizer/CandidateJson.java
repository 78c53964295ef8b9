package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.Sha256;
import java.util.Map;
import java.util.TreeMap;

/** Candidates as JSON, and their digests. */
final class CandidateJson {
  private CandidateJson() {}

  /** Returns the candidate's file name, text and tunables. */
  static ObjectNode write(Candidate candidate) {
    ObjectNode node = Journal.data();
    node.put("file", candidate.source().file());
    node.put("digest", digest(candidate));
    ObjectNode tunables = node.putObject("tunables");
    candidate.tunables().asMap().forEach(tunables::put);
    node.put("source", candidate.source().text());
    return node;
  }

  /** Reads what {@link #write} wrote. */
  static Candidate read(JsonNode node) {
    String file = node.path("file").asText();
    Map<String, Long> tunables = new TreeMap<>();
    node.path("tunables")
        .properties()
        .forEach(e -> tunables.put(e.getKey(), e.getValue().asLong()));
    return Candidates.ofTask(CudaSource.parse(file, node.path("source").asText()))
        .with(Bindings.of(tunables));
  }

  /** Returns the text of what {@link #write} wrote, with its tunables as the first ones. */
  static String text(JsonNode node) {
    return Candidates.render(read(node));
  }

  /** Returns the SHA-256 of the source and the tunables, the first 16 hexadecimal digits. */
  static String digest(Candidate candidate) {
    return Sha256.of(candidate.source().text() + "\0" + candidate.tunables()).substring(0, 16);
  }
}

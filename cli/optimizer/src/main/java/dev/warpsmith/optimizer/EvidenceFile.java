package dev.warpsmith.optimizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.kernels.SourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An evidence bundle as one JSON file that says its own hash.
 *
 * @param saysHash the hash that the file says it has
 * @param hasHash the hash that it has
 */
public record EvidenceFile(EvidenceBundle bundle, String saysHash, String hasHash) {
  /** The name of the file in a run's folder. */
  public static final String NAME = "evidence.json";

  private static final String FORMAT = "warpsmith-evidence";
  private static final int VERSION = 1;
  private static final String HASH = "sha256";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Returns the file's text. */
  public static String write(EvidenceBundle bundle) {
    ObjectNode node = Journal.data().put("format", FORMAT).put("version", VERSION);
    node.set("task", bundle.text().toJson());
    node.set("settings", bundle.settings().toJson());
    node.set("gpu", bundle.gpu());
    node.set("candidate", bundle.candidate());
    node.set("naive", bundle.naive());
    node.set("baseline", bundle.baseline().toJson());
    node.set("claim", bundle.round().toJson());
    OutsideRecord.add(node, bundle.outside());
    node.putObject("journal").put("lines", bundle.journalLines()).put("end", bundle.journalEnd());
    node.put(HASH, Sha256.of(node.toString()));
    return JsonText.of(node);
  }

  /**
   * Reads a bundle.
   *
   * @throws RunFolderException if the file is none, is of a newer format, or lacks something
   */
  public static EvidenceFile read(Path file) {
    ObjectNode node = tree(file);
    requireFormat(file, node);
    try {
      return read(node);
    } catch (IllegalArgumentException | SourceException e) {
      throw new RunFolderException(
          file + " is damaged: " + e.getMessage() + "; ask its sender for it again");
    }
  }

  private static EvidenceFile read(ObjectNode node) {
    ObjectNode hashed = node.deepCopy();
    hashed.remove(HASH);
    RoundRecord round = RoundRecord.ofJson(object(node, "claim"));
    if (!round.passed()) {
      throw new IllegalArgumentException("its claim has no time");
    }
    EvidenceBundle bundle =
        new EvidenceBundle(
            TaskText.ofJson(object(node, "task")),
            RunSettings.ofJson(object(node, "settings")),
            object(node, "gpu"),
            object(node, "candidate"),
            object(node, "naive"),
            BaselineRecord.ofJson(object(node, "baseline")),
            round,
            OutsideRecord.listOf(node),
            object(node, "journal").path("lines").asInt(),
            object(node, "journal").path("end").asText());
    CandidateJson.read(bundle.candidate());
    return new EvidenceFile(bundle, node.path(HASH).asText(), Sha256.of(hashed.toString()));
  }

  private static ObjectNode tree(Path file) {
    try {
      JsonNode node = MAPPER.readTree(Files.readString(file));
      if (node instanceof ObjectNode object && object.path("format").asText().equals(FORMAT)) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new RunFolderException(
          file
              + " is no evidence bundle: line "
              + e.getLocation().getLineNr()
              + " is no JSON, or the file was cut off; expected a run's folder or its "
              + NAME);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
    throw new RunFolderException(
        file + " is no evidence bundle; expected a run's folder or its " + NAME);
  }

  private static void requireFormat(Path file, ObjectNode node) {
    int version = node.path("version").asInt();
    if (version != VERSION) {
      throw new RunFolderException(
          file
              + " is an evidence bundle of format "
              + node.path("version").asText()
              + ", this version reads format "
              + VERSION
              + "; use the Warpsmith that wrote it ("
              + node.path("settings").path("versions").path("warpsmith").asText("unknown")
              + ") or a newer one");
    }
  }

  private static ObjectNode object(ObjectNode node, String field) {
    if (node.path(field) instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("no object '" + field + "'");
  }
}

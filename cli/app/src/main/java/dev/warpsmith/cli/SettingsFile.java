package dev.warpsmith.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads a settings file: one flat JSON object. */
final class SettingsFile {
  private SettingsFile() {}

  /** Returns the texts of its values, by key. */
  static Map<String, String> read(Path file) {
    try {
      JsonNode root = new ObjectMapper().readTree(Files.readString(file));
      if (!root.isObject()) {
        throw wrong(file, "expected one object such as {\"device\": \"emulated:h100\"}");
      }
      Map<String, String> values = new TreeMap<>();
      root.properties()
          .forEach(
              entry -> {
                if (!entry.getValue().isValueNode()) {
                  throw wrong(file, entry.getKey() + " is no text or number");
                }
                values.put(entry.getKey(), entry.getValue().asText());
              });
      return values;
    } catch (JsonProcessingException e) {
      throw wrong(
          file, "line " + e.getLocation().getLineNr() + " is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static CommandException wrong(Path file, String problem) {
    return CommandException.usage("settings file " + file + ": " + problem);
  }
}

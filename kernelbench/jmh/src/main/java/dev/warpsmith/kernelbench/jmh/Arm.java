package dev.warpsmith.kernelbench.jmh;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a forked JVM needs to know to run one candidate. Travels as a JSON file.
 *
 * @param task the task as the user named it, files by absolute path
 * @param candidate path of a file with the candidate, its tunables at their first values
 * @param device id, such as {@code emulated:h200}
 * @param size a value for every dim
 * @param seed of the inputs
 */
record Arm(String task, String candidate, String device, Map<String, Long> size, long seed) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Arm {
    size = Map.copyOf(size);
  }

  static Arm read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Arm.class);
  }

  void write(Path file) throws IOException {
    try {
      Files.writeString(file, JSON.writeValueAsString(this));
    } catch (JacksonException e) {
      throw new IllegalStateException("an arm is always JSON", e);
    }
  }
}

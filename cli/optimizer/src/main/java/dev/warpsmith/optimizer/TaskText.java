package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The text of a task, from which it can be read anywhere.
 *
 * @param builtIn whether it comes with Warpsmith
 * @param file its name; the extension says how it is read
 */
public record TaskText(boolean builtIn, String file, String text) {
  /**
   * Finds what the user named.
   *
   * @throws RunFolderException if it is neither a file nor a built-in task
   */
  public static TaskText of(Path folder, String argument) {
    Path file = folder.resolve(argument);
    if (Files.isRegularFile(file)) {
      try {
        return new TaskText(false, String.valueOf(file.getFileName()), Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return BuiltInTasks.text(argument)
        .map(text -> new TaskText(true, argument + ".json", text))
        .orElseThrow(
            () ->
                new RunFolderException(
                    "the task "
                        + file
                        + " is missing; put the file back, or use the run's evidence.json, which"
                        + " has its text"));
  }

  /** Returns the hash of the text. */
  public String sha256() {
    return Sha256.of(text);
  }

  /** Reads the task. */
  public Task read() {
    return TaskReader.parse(file.toLowerCase(Locale.ROOT), text);
  }

  /** Returns the name of the built-in task that it would be. */
  public String builtInName() {
    return file.replaceAll("\\.json$", "");
  }

  ObjectNode toJson() {
    return Journal.data()
        .put("builtIn", builtIn)
        .put("file", file)
        .put("sha256", sha256())
        .put("text", text);
  }

  static TaskText ofJson(JsonNode node) {
    return new TaskText(
        node.required("builtIn").asBoolean(),
        node.required("file").asText(),
        node.required("text").asText());
  }
}

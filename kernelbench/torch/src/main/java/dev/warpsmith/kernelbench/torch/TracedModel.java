package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A KernelBench file as a task.
 *
 * @param file that was traced
 * @param text the task's JSON, which names the file's hash and PyTorch's version, so that it stands
 *     for the file wherever there is no Python
 * @param sites which integers of the file each dim sets: their names, and how many times the dim
 *     they are
 */
public record TracedModel(ModelFile file, String text, Task task, JsonNode sites) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * Returns what PyTorch draws, by input: weights at their full size, other inputs at the first
   * check size.
   */
  public Map<String, DrawStatistics> statistics(WorkerSession session) {
    ObjectNode question = at(file.question("statistics"), task.checkSizes().get(0));
    Map<String, DrawStatistics> found = new LinkedHashMap<>();
    file.answer(session, question, LIMIT)
        .path("statistics")
        .properties()
        .forEach(entry -> found.put(entry.getKey(), DrawStatistics.of(entry.getValue())));
    return found;
  }

  /** Adds a size of the task to a question. */
  ObjectNode at(ObjectNode question, Bindings size) {
    question.set("sites", sites);
    ObjectNode lengths = question.putObject("size");
    size.asMap().forEach(lengths::put);
    return question;
  }
}

package dev.warpsmith.optimizer.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.Recollection;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.optimizer.BaselineRecord;
import dev.warpsmith.optimizer.JsonText;
import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunFolderException;
import dev.warpsmith.optimizer.RunProfiles;
import dev.warpsmith.optimizer.RunRecord;
import dev.warpsmith.optimizer.TaskText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What earlier runs of one family of operators on one GPU learned: those changes that gained most
 * or lost most come first.
 *
 * @param lessons at most {@link #MOST}
 */
public record Lessons(OperatorFamily family, String gpu, List<Lesson> lessons)
    implements Recollection {
  static final int MOST = 200;
  private static final int SHOWN = 10;
  private static final int LONGEST = 2000;

  public Lessons {
    lessons = List.copyOf(lessons);
  }

  /** Returns what a run without memory is told: nothing. */
  public static Lessons none() {
    return new Lessons(OperatorFamily.UNKNOWN, "", List.of());
  }

  /**
   * Reads the runs below a folder. Runs that are damaged, or whose task is gone, are passed over:
   * they cannot hinder a new one.
   */
  public static Lessons read(Path runs, Task task, GpuSpec gpu) {
    OperatorFamily family = OperatorFamily.of(task);
    Set<Lesson> found = new LinkedHashSet<>();
    for (Path run : RunProfiles.find(runs)) {
      found.addAll(of(run, family, gpu.name()));
    }
    List<Lesson> ranked =
        found.stream().sorted(Comparator.comparingDouble(Lessons::weight).reversed()).toList();
    return new Lessons(family, gpu.name(), ranked.subList(0, Math.min(MOST, ranked.size())));
  }

  /** A change is worth telling for what it gained, lost, or broke. */
  private static double weight(Lesson lesson) {
    return lesson.gain().isPresent() ? Math.abs(Math.log(lesson.gain().getAsDouble())) : 0.05;
  }

  private static List<Lesson> of(Path folder, OperatorFamily family, String gpu) {
    try {
      RunRecord run = RunFolder.read(folder);
      Task task = TaskText.of(folder, run.settings().argument()).read();
      boolean fits = RunFolder.gpuName(folder).equals(gpu) && OperatorFamily.of(task) == family;
      return fits ? of(run) : List.of();
    } catch (RunFolderException | SourceException e) {
      return List.of();
    }
  }

  private static List<Lesson> of(RunRecord run) {
    List<Lesson> lessons = new ArrayList<>();
    for (RoundRecord round : run.rounds()) {
      bound(run, round).ifPresent(bound -> lessons.add(lesson(run, round, bound)));
    }
    return lessons;
  }

  /** Returns what held the candidate back that a round's was made from, if it had passed. */
  private static Optional<String> bound(RunRecord run, RoundRecord round) {
    return round.from().stream()
        .boxed()
        .flatMap(from -> run.rounds().stream().filter(each -> each.number() == from))
        .flatMap(from -> from.time().stream())
        .map(RoundRecord.Time::bound)
        .findFirst();
  }

  private static Lesson lesson(RunRecord run, RoundRecord round, String bound) {
    String change =
        round
            .asked()
            .map(asked -> asked.move().isEmpty() ? asked.remedy() : asked.move())
            .orElse("");
    boolean modelled = run.baseline().filter(BaselineRecord::modelled).isPresent();
    return new Lesson(
        run.settings().task() + (modelled ? ", modelled" : ", measured"),
        bound,
        change,
        round.verdict(),
        round.measuredGain());
  }

  @Override
  public String about(String bottleneck) {
    String wanted = bottleneck.toLowerCase(Locale.ROOT);
    List<Lesson> ordered =
        lessons.stream()
            .sorted(
                Comparator.comparing(
                    lesson -> !wanted.contains(lesson.bottleneck().toLowerCase(Locale.ROOT))))
            .limit(SHOWN)
            .toList();
    StringBuilder text = new StringBuilder();
    for (Lesson lesson : ordered) {
      if (text.length() + lesson.text().length() > LONGEST) {
        break;
      }
      text.append("- ").append(lesson.text()).append('\n');
    }
    return text.toString().strip();
  }

  /** Returns the text of a file that {@link #parse} reads. */
  public String write() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("family", family.name().toLowerCase(Locale.ROOT)).put("gpu", gpu);
    lessons.forEach(lesson -> node.withArray("lessons").add(lesson.toJson()));
    return JsonText.of(node);
  }

  /** Reads what {@link #write} wrote. */
  public static Lessons parse(String text) {
    try {
      JsonNode node = new ObjectMapper().readTree(text);
      List<Lesson> lessons = new ArrayList<>();
      node.path("lessons").forEach(each -> lessons.add(Lesson.ofJson(each)));
      return new Lessons(
          OperatorFamily.valueOf(node.path("family").asText("unknown").toUpperCase(Locale.ROOT)),
          node.path("gpu").asText(),
          lessons);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new RunFolderException("a run's memory.json is damaged: " + e.getMessage());
    }
  }
}

package dev.warpsmith.kernelbench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link CandidateBenchmark} for several arms and returns JMH's scores by arm. */
final class HostBench {
  private final BenchOptions options;

  HostBench(BenchOptions options) {
    this.options = options;
  }

  /**
   * Runs every arm in JVMs of its own, one after another.
   *
   * @throws BenchException if another JMH runs on this machine
   * @throws IllegalStateException if a fork fails; the log says why
   */
  Map<String, HostScore> run(Map<String, Arm> arms) throws IOException {
    Path folder = Files.createTempDirectory("warpsmith-bench");
    Map<String, String> names = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Arm> arm : arms.entrySet()) {
        Path file = folder.resolve(fileName(names.size(), arm.getKey()));
        arm.getValue().write(file);
        names.put(file.toString(), arm.getKey());
      }
      return scores(names);
    } finally {
      delete(folder, names.keySet());
    }
  }

  private Map<String, HostScore> scores(Map<String, String> names) {
    Map<String, HostScore> scores = new LinkedHashMap<>();
    for (RunResult result : runJmh(new ArrayList<>(names.keySet()))) {
      String file = result.getParams().getParam("arm");
      scores.put(
          java.util.Objects.requireNonNull(names.get(file), file),
          HostScore.of(result.getPrimaryResult()));
    }
    return scores;
  }

  private Collection<RunResult> runJmh(List<String> files) {
    try {
      return new Runner(
              new OptionsBuilder()
                  .include("^" + CandidateBenchmark.class.getName() + "\\.")
                  .param("arm", files.toArray(new String[0]))
                  .forks(options.forks())
                  .warmupIterations(options.warmups())
                  .measurementIterations(options.measurements())
                  .shouldFailOnError(true)
                  .resultFormat(ResultFormatType.JSON)
                  .result(options.results().toString())
                  .output(options.log().toString())
                  .build())
          .run();
    } catch (RunnerException e) {
      throw failure(e, options.log());
    }
  }

  /** Returns what to tell of JMH's failure; only one JMH at a time measures on a machine. */
  static RuntimeException failure(RunnerException failure, Path log) {
    return String.valueOf(failure.getMessage()).contains("JMH lock")
        ? new BenchException(
            "another JMH measures on this machine, and two disturb each other; run again when it"
                + " has ended, or with WARPSMITH_JAVA_OPTIONS=-Djmh.ignoreLock=true",
            failure)
        : new IllegalStateException("JMH could not run the candidates; its log: " + log, failure);
  }

  /** Returns a name that says in JMH's own report which candidate it is. */
  static String fileName(int number, String candidate) {
    return number + "-" + candidate.replaceAll("[^\\w.-]+", "_") + ".json";
  }

  private static void delete(Path folder, Collection<String> files) throws IOException {
    for (String file : files) {
      Files.deleteIfExists(Path.of(file));
    }
    Files.deleteIfExists(folder);
  }
}

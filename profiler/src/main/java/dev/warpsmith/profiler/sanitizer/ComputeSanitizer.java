package dev.warpsmith.profiler.sanitizer;

import dev.warpsmith.kernels.device.LaunchJobs.Job;
import dev.warpsmith.kernels.process.Programs;
import dev.warpsmith.kernels.process.ToolRun;
import dev.warpsmith.profiler.sanitizer.SanitizerResult.Clean;
import dev.warpsmith.profiler.sanitizer.SanitizerResult.Found;
import dev.warpsmith.profiler.sanitizer.SanitizerResult.Unusable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs NVIDIA's compute-sanitizer on jobs.
 *
 * @param limit for one tool on one job
 */
public record ComputeSanitizer(Path executable, Map<String, String> environment, Duration limit) {
  private static final String NAME = "compute-sanitizer";

  /** What helps where it is missing, or where it cannot be believed. */
  public static final String REMEDY =
      "install the compute-sanitizer of the CUDA toolkit that nvcc is from";

  private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);
  private static final Pattern VERSION = Pattern.compile("\\bversion (\\d+\\.\\d+(?:\\.\\d+)*)");
  private static final int MOST_PRINTED = 3;
  private static final List<String> PASSED = List.of("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH");

  /** Keeps only the variables that the tool needs: no key of anybody's. */
  public ComputeSanitizer {
    Map<String, String> allowed = new TreeMap<>(environment);
    allowed.keySet().retainAll(PASSED);
    allowed.put("LC_ALL", "C");
    environment = Map.copyOf(allowed);
  }

  /**
   * Finds the program on PATH, in the CUDA toolkit that the environment names, or in its folders.
   */
  public static Optional<Path> find(Map<String, String> environment) {
    return Stream.concat(Programs.folders(environment), Stream.of(Path.of("/usr/local/cuda/bin")))
        .map(folder -> folder.resolve(NAME))
        .filter(Programs::isProgram)
        .findFirst();
  }

  /** Returns what says that there is none. */
  public static Unusable notFound() {
    return new Unusable(
        NAME + " was not found on PATH, in $CUDA_HOME/bin or in /usr/local/cuda/bin", REMEDY);
  }

  /** Returns the version, if it says one. */
  public Optional<String> version() {
    try {
      Path folder = Path.of(System.getProperty("java.io.tmpdir"));
      List<String> words = List.of(executable.toString(), "--version");
      Matcher matcher =
          VERSION.matcher(ToolRun.of(words, folder, environment, VERSION_LIMIT).output());
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Runs a tool on a job. */
  public SanitizerResult run(SanitizerTool tool, Job job) {
    Path log = job.folder().toAbsolutePath().resolve(tool.label() + ".txt");
    Map<String, String> variables = new TreeMap<>(environment);
    variables.putAll(job.environment());
    try {
      Files.deleteIfExists(log);
      Files.deleteIfExists(job.folder().resolve(Job.COMPLAINT));
      ToolRun run = ToolRun.of(words(tool, job, log), job.folder(), variables, limit);
      String text =
          Files.isRegularFile(log)
              ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
              : run.output();
      return result(tool, job, run, SanitizerReport.parse(text));
    } catch (IOException e) {
      return new Unusable(NAME + " cannot be run: " + e.getMessage(), REMEDY);
    }
  }

  private List<String> words(SanitizerTool tool, Job job, Path log) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(executable.toString(), "--tool", tool.label()));
    words.addAll(tool.options());
    words.addAll(
        List.of("--print-limit", Integer.toString(MOST_PRINTED), "--log-file", log.toString()));
    words.addAll(job.command());
    return words;
  }

  private SanitizerResult result(SanitizerTool tool, Job job, ToolRun run, SanitizerReport report)
      throws IOException {
    String name = NAME + " " + tool.label();
    if (run.timedOut()) {
      return new Unusable(
          name + " was stopped after " + limit.toSeconds() + " s", "allow it more time");
    }
    if (report.errors().orElse(0) > 0) {
      return report.findings().isEmpty()
          ? new Found(List.of(report.errors().getAsInt() + " errors that it did not print"))
          : new Found(report.findings());
    }
    Path complaint = job.folder().resolve(Job.COMPLAINT);
    if (Files.isRegularFile(complaint)) {
      return new Unusable(
          "the launches failed under " + name + ": " + Files.readString(complaint).strip(),
          "the candidate ran without it; run it again");
    }
    if (report.errors().isEmpty() || !run.succeeded()) {
      String why = report.complaint().isEmpty() ? lastWords(run) : report.complaint();
      return new Unusable(name + " did not see the launches to their end: " + why, REMEDY);
    }
    return new Clean();
  }

  private static String lastWords(ToolRun run) {
    String last =
        run.output().lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("");
    return "it ended with code " + run.exitCode() + (last.isEmpty() ? "" : ", saying: " + last);
  }
}

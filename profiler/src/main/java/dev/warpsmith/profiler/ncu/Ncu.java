package dev.warpsmith.profiler.ncu;

import dev.warpsmith.kernels.process.Programs;
import dev.warpsmith.kernels.process.ToolRun;
import dev.warpsmith.profiler.ncu.NcuResult.Failed;
import dev.warpsmith.profiler.ncu.NcuResult.Profiled;
import dev.warpsmith.profiler.ncu.NcuResult.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs Nsight Compute on a program. Whatever goes wrong is a {@link NcuResult}, with the exact fix.
 *
 * <p>ncu is ended with everything that it started when its time is over. Where the counters are
 * taken, it is tried again; where ncu does not know a metric on this GPU, it is asked for the
 * others. Launches that were printed before a failure count.
 */
public final class Ncu {
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);
  private static final int TRIES = 3;
  private static final int MOST_DROPS = 12;
  private static final long LARGEST_LOG = 256L << 20;
  private static final List<String> PASSED =
      List.of(
          "PATH",
          "HOME",
          "TMPDIR",
          "LD_LIBRARY_PATH",
          "CUDA_HOME",
          "CUDA_PATH",
          "CUDA_VISIBLE_DEVICES",
          "CUDA_DEVICE_ORDER");

  private final Path executable;
  private final Optional<NcuVersion> version;
  private final Map<String, String> environment;
  private final Surroundings around;
  private final Duration pause;

  private Ncu(
      Path executable,
      Optional<NcuVersion> version,
      Map<String, String> environment,
      Surroundings around,
      Duration pause) {
    this.executable = executable;
    this.version = version;
    this.environment = environment;
    this.around = around;
    this.pause = pause;
  }

  /** Finds ncu on this machine, and asks for its version; empty if there is none. */
  public static Optional<Ncu> find(Map<String, String> environment) {
    return NcuFinder.find(environment)
        .map(
            file -> at(file, environment, Surroundings.detect(environment), Duration.ofSeconds(5)));
  }

  /**
   * Takes the ncu of a path, and asks for its version.
   *
   * @return empty if there is no such program
   */
  public static Optional<Ncu> at(Path file, Map<String, String> environment) {
    return Programs.isProgram(file)
        ? Optional.of(
            at(
                file.toAbsolutePath(),
                environment,
                Surroundings.detect(environment),
                Duration.ofSeconds(5)))
        : Optional.empty();
  }

  /** Returns what says that there is no ncu. */
  public static Failed notFound() {
    return new Failed(
        Reason.NOT_FOUND,
        "ncu was not found on PATH, in $CUDA_HOME/bin, in /usr/local/cuda*/bin or in"
            + " /opt/nvidia/nsight-compute",
        "install Nsight Compute "
            + NcuVersion.MINIMUM
            + " or later, which comes with the CUDA toolkit");
  }

  static Ncu at(
      Path executable, Map<String, String> environment, Surroundings around, Duration pause) {
    Map<String, String> allowed = allowed(environment);
    return new Ncu(executable, version(executable, allowed), allowed, around, pause);
  }

  /** Only what ncu and its program need: no key of anybody's, and numbers as they are read. */
  private static Map<String, String> allowed(Map<String, String> environment) {
    Map<String, String> allowed = new TreeMap<>(environment);
    allowed.keySet().retainAll(PASSED);
    allowed.put("LC_ALL", "C");
    return allowed;
  }

  private static Optional<NcuVersion> version(Path executable, Map<String, String> environment) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    List<String> words = List.of(executable.toString(), "--version");
    try {
      return NcuVersion.parse(ToolRun.of(words, folder, environment, VERSION_LIMIT).output());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the version, if ncu says one. */
  public Optional<NcuVersion> version() {
    return version;
  }

  /** Returns the program. */
  public Path executable() {
    return executable;
  }

  /** Returns why this ncu cannot be used, if so. */
  public Optional<Failed> unusable() {
    if (version.isEmpty()) {
      return Optional.of(
          new Failed(
              Reason.UNREADABLE,
              executable + " --version prints no version",
              "install Nsight Compute " + NcuVersion.MINIMUM + " or later"));
    }
    return version.get().compareTo(NcuVersion.MINIMUM) >= 0
        ? Optional.empty()
        : Optional.of(
            new Failed(
                Reason.TOO_OLD,
                executable + " is " + version.get() + "; " + NcuVersion.MINIMUM + " is the oldest",
                "install a newer Nsight Compute; it may be newer than the CUDA toolkit"));
  }

  /**
   * Says that only administrators may read counters here, if the driver says so, and what helps.
   */
  public Optional<String> restriction() {
    return around.restriction();
  }

  /**
   * Profiles a program.
   *
   * @param command its executable and log file are replaced
   * @param folder where the program runs and ncu's log file is written
   * @param limit for one run
   */
  public NcuResult profile(NcuCommand command, Path folder, Duration limit) {
    Optional<Failed> unusable = unusable();
    return unusable.isPresent()
        ? unusable.get()
        : tried(command.at(executable, folder.resolve("ncu.csv")), folder, limit);
  }

  /** Returns the same ncu for programs that need more variables than it does. */
  public Ncu with(Map<String, String> variables) {
    Map<String, String> more = new TreeMap<>(environment);
    more.putAll(variables);
    return new Ncu(executable, version, more, around, pause);
  }

  private NcuResult tried(NcuCommand command, Path folder, Duration limit) {
    Map<String, String> dropped = new LinkedHashMap<>();
    NcuCommand next = command;
    int tries = 1;
    while (true) {
      Run run = run(next, folder, limit);
      Set<String> unknown = run.messages().unknownMetrics(next.metrics());
      List<String> known = new ArrayList<>(next.metrics());
      known.removeAll(unknown);
      if (!unknown.isEmpty() && !known.isEmpty() && dropped.size() < MOST_DROPS) {
        unknown.forEach(name -> dropped.put(name, name(version) + " does not know it on this GPU"));
        next = next.metrics(known);
      } else if (run.messages().passing() && tries < TRIES && rested()) {
        tries++;
      } else {
        return result(next, run, dropped, limit);
      }
    }
  }

  private static String name(Optional<NcuVersion> version) {
    return "ncu " + version.map(NcuVersion::toString).orElse("of an unknown version");
  }

  /** Waits until trying again may help; returns whether it should be. */
  private boolean rested() {
    try {
      Thread.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * A run that has ended.
   *
   * @param log what ncu wrote into its log file
   */
  private record Run(ToolRun tool, String log) {
    NcuMessages messages() {
      return new NcuMessages(log + "\n" + tool.output());
    }
  }

  private Run run(NcuCommand command, Path folder, Duration limit) {
    try {
      Files.deleteIfExists(command.log());
      ToolRun tool = ToolRun.of(command.words(), folder, environment, limit);
      return new Run(tool, log(command.log()));
    } catch (IOException e) {
      return new Run(new ToolRun(-1, "==ERROR== " + e.getMessage(), false), "");
    }
  }

  private static String log(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    if (Files.size(file) > LARGEST_LOG) {
      throw new IOException(file + " has " + Files.size(file) + " bytes; profile fewer launches");
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private NcuResult result(
      NcuCommand command, Run run, Map<String, String> dropped, Duration limit) {
    Optional<Failed> failure = failure(command, run, limit);
    NcuReport report;
    try {
      report = NcuCsv.parse(run.log());
    } catch (NcuCsvException e) {
      return failure.orElseGet(() -> unreadable(String.valueOf(e.getMessage())));
    }
    if (report.launches().isEmpty()) {
      return failure.orElseGet(() -> unreadable("ncu ended well but its log has no launch"));
    }
    List<String> notes = new ArrayList<>(report.losses());
    failure.ifPresent(f -> notes.add(f.message() + "; " + f.remedy()));
    String source = name(version);
    return new Profiled(new NcuProfiles(source, dropped).of(report), notes);
  }

  private static Failed unreadable(String message) {
    return new Failed(
        Reason.UNREADABLE, message, "keep the log file ncu.csv and report it with ncu's version");
  }

  private Optional<Failed> failure(NcuCommand command, Run run, Duration limit) {
    if (run.tool().timedOut()) {
      return Optional.of(
          new Failed(
              Reason.TIMEOUT,
              "ncu was stopped after " + limit.toSeconds() + " s",
              "profile fewer launches or kernels, or allow more time"));
    }
    Set<String> unknown = run.messages().unknownMetrics(command.metrics());
    if (!unknown.isEmpty()) {
      return Optional.of(
          new Failed(
              Reason.NO_METRIC,
              "ncu does not know these metrics on this GPU: " + String.join(", ", unknown),
              "install an ncu that knows this GPU"));
    }
    return run.messages()
        .failure(command.kernel(), around)
        .or(() -> run.tool().succeeded() ? Optional.empty() : Optional.of(crashed(run)));
  }

  private static Failed crashed(Run run) {
    String last =
        run.tool().output().lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("");
    return new Failed(
        Reason.CRASHED,
        run.tool().interrupted()
            ? "ncu was ended from outside"
            : "ncu ended with code "
                + run.tool().exitCode()
                + (last.isEmpty() ? " and said nothing" : "; its last words: " + last.strip()),
        "run it again; if it fails again, run the program without ncu");
  }
}

package dev.warpsmith.kernelbench.jmh;

import dev.warpsmith.kernelbench.jmh.emulator.SpeedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of Warpsmith's own parts in forked JVMs and writes a table of their ratios to
 * {@code target/own-bench.txt}: emulated GPU, parsers and verification here, the journal where it
 * lives.
 *
 * <p>The first argument is a package, whose benchmarks are run and no others, so that each module
 * runs its own. The rest is JMH's, such as {@code ParserBenchmark} or {@code -p kernel=SGEMM -f 3};
 * {@code mvn -Pjmh} runs it and prints the table.
 */
public final class OwnBench {
  private static final Path TABLE = Path.of("target", "own-bench.txt");

  private OwnBench() {}

  /** Runs; JMH's own JSON goes to the file that its {@code -rff} names. */
  public static void main(String[] arguments)
      throws RunnerException, CommandLineOptionException, IOException {
    String own = arguments[0];
    CommandLineOptions given =
        new CommandLineOptions(Arrays.copyOfRange(arguments, 1, arguments.length));
    ChainedOptionsBuilder options = new OptionsBuilder().parent(given).shouldFailOnError(true);
    options.exclude("^(?!" + Pattern.quote(own + ".") + ")");
    options.exclude(CandidateBenchmark.class.getSimpleName());
    if (!given.getForkCount().hasValue()) {
      options.forks(1);
    }
    if (!given.getWarmupTime().hasValue()) {
      options.warmupTime(TimeValue.seconds(2)).measurementTime(TimeValue.seconds(2));
    }
    if (!given.getResult().hasValue()) {
      Path result = Path.of("target", "own-bench.json");
      options.resultFormat(ResultFormatType.JSON).result(result.toString());
    }
    Collection<RunResult> results = run(options.build());
    List<String> lines = new ArrayList<>(SpeedTable.of(List.copyOf(results)).lines());
    lines.addAll(RatioTable.of(List.copyOf(results)).lines());
    if (lines.isEmpty()) {
      lines.add("no benchmark in " + own + " is called so");
    }
    Files.write(TABLE, lines);
  }

  /** Returns no results where this module has no benchmark of the names that were given. */
  private static Collection<RunResult> run(Options options) throws RunnerException {
    try {
      return new Runner(options).run();
    } catch (NoBenchmarksException e) {
      return List.of();
    }
  }
}

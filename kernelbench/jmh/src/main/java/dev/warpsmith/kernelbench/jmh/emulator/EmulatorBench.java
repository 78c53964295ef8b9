package dev.warpsmith.kernelbench.jmh.emulator;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of the emulated GPU in forked JVMs and prints a table of them.
 *
 * <p>Arguments are JMH's own, such as {@code -p kernel=SGEMM -p mode=FAST -f 3}; {@code mvn -Pjmh}
 * runs it.
 */
public final class EmulatorBench {
  private EmulatorBench() {}

  /** Runs; JMH's own JSON goes to the file that its {@code -rff} names. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    CommandLineOptions given = new CommandLineOptions(arguments);
    ChainedOptionsBuilder options = new OptionsBuilder().parent(given).shouldFailOnError(true);
    if (given.getIncludes().isEmpty()) {
      options.include("^" + EmulatorBench.class.getPackageName().replace(".", "\\.") + "\\.");
    }
    if (!given.getForkCount().hasValue()) {
      options.forks(1);
    }
    if (!given.getWarmupTime().hasValue()) {
      options.warmupTime(TimeValue.seconds(2)).measurementTime(TimeValue.seconds(2));
    }
    if (!given.getResult().hasValue()) {
      Path result = Path.of("target", "emulator-bench.json");
      options.resultFormat(ResultFormatType.JSON).result(result.toString());
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    SpeedTable.of(List.copyOf(results)).lines().forEach(System.out::println);
  }
}

package dev.warpsmith.kernelbench.jmh.emulator;

import java.io.IOException;
import java.nio.file.Files;
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
 * Runs the benchmarks of the emulated GPU in forked JVMs and writes a table of them to {@code
 * target/emulator-bench.txt}.
 *
 * <p>Arguments are JMH's own, such as {@code -p kernel=SGEMM -p mode=FAST -f 3}; {@code mvn -Pjmh}
 * runs it and prints the table.
 */
public final class EmulatorBench {
  private static final Path TABLE = Path.of("target", "emulator-bench.txt");

  private EmulatorBench() {}

  /** Runs; JMH's own JSON goes to the file that its {@code -rff} names. */
  public static void main(String[] arguments)
      throws RunnerException, CommandLineOptionException, IOException {
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
    Files.write(TABLE, SpeedTable.of(List.copyOf(results)).lines());
  }
}

package dev.warpsmith.kernelbench.jmh.parser;

import dev.warpsmith.kernelbench.jmh.emulator.GeneratedPtx;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.ptx.PtxModule;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The time to parse a kernel of 10,000 instructions, and an annotated source as long as that. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ParserBenchmark {
  private static final String PTX = GeneratedPtx.kernel(10_000, 1);
  private static final String TASK = AnnotatedSource.ofLength(PTX.length());

  /** Parses PTX to statements. */
  @Benchmark
  public PtxModule parsePtx() {
    return PtxModule.parse(PTX);
  }

  /** Reads the directives of an annotated source to a task. */
  @Benchmark
  public Task parseAnnotated() {
    return TaskReader.parse("generated.cu", TASK);
  }

  /** Looks at every character of the PTX once: what a parser cannot be faster than. */
  @Benchmark
  public int plainScan() {
    int sum = 0;
    for (int i = 0; i < PTX.length(); i++) {
      sum = 31 * sum + PTX.charAt(i);
    }
    return sum;
  }
}

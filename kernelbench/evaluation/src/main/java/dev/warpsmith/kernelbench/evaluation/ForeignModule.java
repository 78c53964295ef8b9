package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernels.Bindings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Somebody else's implementation of a task, host code and all, such as a {@code ModelNew} of
 * PyTorch, in a process of its own. Nothing that it says of itself is believed: its outputs are
 * bytes in files, and its times are bounded by the clock of whoever asks.
 */
public interface ForeignModule {
  /** Returns what its results depend on, such as {@code PyTorch 2.11.0}. */
  String version();

  /** Returns the GPU on which it runs, as the driver names it; empty if it runs on the CPU. */
  String gpu();

  /**
   * Builds it, with weights drawn from a seed as the task's own module draws them.
   *
   * @param size of the task that it is built for
   */
  Reply<Built> build(Bindings size, long seed);

  /** Computes once. */
  Reply<Returned> call(Call call);

  /**
   * Gets ready to be timed with two sets of inputs in turn, and warms up.
   *
   * @param sets files by input
   * @param loaded whether the first set's weights are loaded
   * @param l2Bytes of the GPU
   */
  Reply<Warmed> prepare(List<Map<String, Path>> sets, boolean loaded, long l2Bytes);

  /** Takes samples with a cold cache, in microseconds. */
  Reply<List<Double>> sample(int samples);

  /**
   * Computes again and again until the device is done.
   *
   * @return what that took in microseconds, on this process's clock
   */
  Reply<Double> rounds(int count);

  /**
   * Writes what the last timed call with each set computed.
   *
   * @param outputs files by output, for each set
   */
  Reply<List<Returned>> kept(List<Map<String, Path>> outputs);

  /** Returns the kernels of one call with their microseconds, the longest first. */
  Reply<Map<String, Double>> profile();

  /** What came of asking. */
  sealed interface Reply<T> {
    /** It did what it was asked for. */
    record Done<T>(T value) implements Reply<T> {}

    /** It failed, or its process did. */
    record Fault<T>(Verdict verdict, String message) implements Reply<T> {}

    /** Applies the function of the case that this is. */
    default <R> R match(Function<T, R> done, Function<Fault<T>, R> fault) {
      return this instanceof Done<T> value
          ? done.apply(value.value())
          : fault.apply((Fault<T>) this);
    }
  }

  /**
   * A module that was built.
   *
   * @param weights what the task's own module draws from the seed, by input of the task
   * @param loadable whether it has the own module's weights by name and shape, and no others, so
   *     that others can be loaded
   * @param alike whether it drew the same weights
   */
  record Built(
      Map<String, ElementSource> weights, boolean loadable, boolean alike, double seconds) {
    public Built {
      weights = Map.copyOf(weights);
    }
  }

  /**
   * What is to be computed.
   *
   * @param inputs files of raw little-endian elements, by input of the task
   * @param loaded whether weights are loaded from there
   * @param same whether inputs come at the addresses of the call before
   * @param outputs files to write, by output
   */
  record Call(
      Bindings size,
      Map<String, Path> inputs,
      boolean loaded,
      boolean same,
      Map<String, Path> outputs) {}

  /**
   * What a call returned.
   *
   * @param results in the order of the task's outputs, or as many as there are
   * @param changed inputs that are no longer what they were
   * @param late whether outputs changed after the call had returned and the device was done
   * @param threads that run besides those that ran before the module was imported
   * @param children processes
   * @param replaced functions of PyTorch and Python that are no longer what they were
   */
  record Returned(
      List<Result> results,
      List<String> changed,
      boolean late,
      int threads,
      int children,
      List<String> replaced) {
    public Returned {
      results = List.copyOf(results);
      changed = List.copyOf(changed);
      replaced = List.copyOf(replaced);
    }
  }

  /**
   * One output as PyTorch has it.
   *
   * @param kind {@code tensor}, or what else it is
   * @param dtype as directives name it, or PyTorch's name
   * @param dense whether each element has memory of its own, without gaps
   * @param missing bytes that its storage is short of
   * @param alias the input whose memory it is; empty if none's
   */
  record Result(
      String kind,
      String dtype,
      List<Long> shape,
      String device,
      boolean dense,
      long missing,
      String alias) {
    public Result {
      shape = List.copyOf(shape);
    }
  }
}

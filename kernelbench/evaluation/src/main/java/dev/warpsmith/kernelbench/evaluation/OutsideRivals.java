package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process beside the device's that implements tasks in other ways, such as PyTorch. */
public interface OutsideRivals {
  /** One implementation. The process runs nothing unless it is asked. */
  interface Arm {
    /** Returns the name for people, such as {@code PyTorch eager}. */
    String name();

    /**
     * Runs it once, which may compile for long. It keeps others off the GPU only while it uses it
     * for more than one run.
     *
     * @throws RuntimeException if it cannot run; the message says why
     */
    void begin();

    /**
     * Runs it until the clock is up, after {@link #begin} if that was not done.
     *
     * @return what is to be known of it, a sentence each
     * @throws RuntimeException if it cannot run; the message says why
     */
    List<String> warm();

    /** Takes samples with a cold cache, in microseconds. */
    List<Double> sample(int samples);

    /**
     * Computes once and writes some elements of the outputs.
     *
     * @param outputs by name
     */
    void pick(Map<String, Picked> outputs);
  }

  /**
   * Elements of an output.
   *
   * @param indices a file of their flat indices, i64 and little-endian
   * @param elements the file that is written: they in this order, raw and little-endian
   */
  record Picked(Path indices, Path elements) {}

  /** Returns what the times depend on, such as {@code PyTorch 2.11.0, tf32=false}. */
  String version();

  /** Returns the GPU on which it runs, as the driver names it; empty if it runs on none. */
  String gpu();

  /**
   * Loads a task's full-size inputs.
   *
   * @param inputs files of raw little-endian elements, by input
   * @param l2Bytes of the GPU
   * @return the implementations
   */
  List<Arm> load(Task task, Map<String, Path> inputs, long l2Bytes);

  /** Returns the source of what it runs, for people to read. */
  String source();
}

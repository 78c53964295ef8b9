package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.TensorSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether all thread blocks of a launch write every element of an output, told from the blocks that
 * ran: it is so if every block but the last writes the same number of elements, no element twice,
 * and these numbers add up to the output's elements.
 *
 * <p>Anything else is a doubt, not a fault: the blocks may differ in what they write.
 */
final class Coverage {
  private final FullSizeMemory full;
  private final Map<String, Long> byLast = new HashMap<>();
  private final Map<String, BlockSample> samples = new HashMap<>();

  Coverage(FullSizeMemory full) {
    this.full = full;
  }

  /**
   * The last block of a launch ran, and no other one.
   *
   * @param written what the launch may write
   */
  void lastRan(Set<String> written) {
    for (TensorSpec output : full.task().outputs()) {
      if (written.contains(output.name())) {
        byLast.put(output.name(), full.written(output).total());
      }
    }
  }

  /** A sample of a launch's blocks ran. */
  void ran(Set<String> written, BlockSample sample) {
    written.forEach(name -> samples.put(name, sample));
  }

  /** Tells whether every block ran that writes an output. */
  boolean complete(TensorSpec output) {
    BlockSample sample = samples.get(output.name());
    return sample == null || sample.complete();
  }

  /**
   * What makes it unclear whether all elements are written.
   *
   * @param text in a sentence
   * @param part of the output's elements that all blocks would write, were they all alike
   */
  record Doubt(String text, double part) {}

  /** Says why some elements of an output may be left out, unless it is clear that none are. */
  Optional<Doubt> doubt(TensorSpec output, WrittenElements written) {
    BlockSample sample = samples.get(output.name());
    if (sample == null || sample.complete()) {
      return Optional.empty();
    }
    long last = byLast.getOrDefault(output.name(), 0L);
    long others = written.total() - last;
    long elements = full.tensors().tensor(output.name()).elements();
    boolean alike = others % (sample.run() - 1) == 0;
    double whole = last + (double) others / (sample.run() - 1) * (sample.blocks() - 1);
    return alike && whole == elements
        ? Optional.empty()
        : Optional.of(
            new Doubt(
                sample.run()
                    + " of "
                    + sample.blocks()
                    + " blocks wrote "
                    + written.total()
                    + " of "
                    + elements
                    + " elements of "
                    + output.name(),
                whole / elements));
  }
}

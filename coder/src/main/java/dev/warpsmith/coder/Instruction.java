package dev.warpsmith.coder;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The one thing that a Judge asks for.
 *
 * @param bottleneck what limits the candidate, in a few words
 * @param remedy what to change, in one sentence
 * @param move the expert Coder's name of that change, or empty text if there is none
 * @param metrics the three or four metrics it rests on, with their values
 * @param predictedGain expected time before divided by time after
 * @param basis what the change was chosen by
 */
public record Instruction(
    String bottleneck,
    String remedy,
    String move,
    List<String> metrics,
    OptionalDouble predictedGain,
    Basis basis) {
  /** What a change is chosen by. */
  public enum Basis {
    /** Rules over the profile of the candidate before the change. */
    PROFILE,
    /** A search that asked a clock about candidates after the change. */
    SEARCH,
    /** What a gate said. */
    REFUSAL,
    /** A random number. */
    CHANCE
  }

  public Instruction {
    metrics = List.copyOf(metrics);
  }
}

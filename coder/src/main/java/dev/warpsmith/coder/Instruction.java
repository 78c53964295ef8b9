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
 */
public record Instruction(
    String bottleneck,
    String remedy,
    String move,
    List<String> metrics,
    OptionalDouble predictedGain) {
  public Instruction {
    metrics = List.copyOf(metrics);
  }
}

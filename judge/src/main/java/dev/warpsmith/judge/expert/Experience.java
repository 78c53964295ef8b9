package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.Instruction;
import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.judge.Round;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What the rounds taught about each setting of each kernel: how far predictions held, and what
 * changes gained that had none.
 */
final class Experience {
  /** What a change of unknown effect is worth a try for, as a gain. */
  private static final double CURIOSITY = 0.02;

  /** A refused candidate counts as one that takes twice the time. */
  private static final double REFUSED = 0.5;

  private final Map<String, Double> trust = new HashMap<>();
  private final Map<String, Double> gains = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> lost = new HashSet<>();

  Experience(Chronicle chronicle) {
    for (Round round : chronicle.rounds()) {
      Optional<Instruction> instruction = Chronicle.instruction(round);
      if (instruction.isPresent()) {
        learn(instruction.get(), chronicle.gain(round).orElse(REFUSED));
        remember(round, instruction.get().move(), chronicle.gain(round));
      }
    }
  }

  private void remember(Round round, String move, Optional<Double> gain) {
    if (Chronicle.timing(round).isEmpty()) {
      refused.add(move);
    } else if (gain.orElse(2.0) <= 1) {
      lost.add(move);
    }
  }

  /** Tells whether a gate refused a candidate with this move, from whatever candidate it began. */
  boolean refused(Move move) {
    return refused.contains(move.text());
  }

  /** Tells whether this move made some candidate slower. */
  boolean lost(Move move) {
    return lost.contains(move.text());
  }

  private void learn(Instruction instruction, double outcome) {
    String subject = subject(instruction.move());
    OptionalDouble predicted = instruction.predictedGain();
    if (predicted.isEmpty()) {
      gains.merge(subject, outcome - 1, Math::max);
    } else if (predicted.getAsDouble() > 1 && outcome < 1 + (predicted.getAsDouble() - 1) / 4) {
      trust.merge(subject, 0.4, (a, b) -> a * b);
    }
  }

  /** Returns a prediction, moved towards no gain where earlier ones missed. */
  double believed(Move move, double predicted) {
    return 1 + (predicted - 1) * trust.getOrDefault(subject(move.text()), 1.0);
  }

  /** Returns how a change without a prediction ranks: by what its setting gained so far. */
  double hoped(Move move) {
    return 1 + gains.getOrDefault(subject(move.text()), CURIOSITY);
  }

  /** Returns the kernel and the names of the settings, without their values. */
  static String subject(String move) {
    int colon = move.indexOf(':');
    List<String> names = new ArrayList<>();
    for (String setting : move.substring(colon + 1).split(",", -1)) {
      names.add(setting.split("=", -1)[0].strip());
    }
    return move.substring(0, Math.max(0, colon)) + names;
  }
}

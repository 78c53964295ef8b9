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

/** What the rounds taught: how far predictions held, and what the gates refused. */
final class Experience {
  /** A prediction of which less than this part came true costs its setting trust. */
  private static final double HELD = 0.25;

  private static final double DISTRUST = 0.4;

  /** A refused candidate counts as one that takes twice the time. */
  private static final double REFUSED = 0.5;

  private final Map<String, Double> trust = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final int searches;

  Experience(Chronicle chronicle) {
    int found = 0;
    for (Round round : chronicle.rounds()) {
      Optional<Instruction> instruction = Chronicle.instruction(round);
      if (instruction.isPresent()) {
        learn(instruction.get(), chronicle.gain(round).orElse(REFUSED));
        found += instruction.get().basis() == Instruction.Basis.SEARCH ? 1 : 0;
        if (Chronicle.timing(round).isEmpty() && !instruction.get().move().isEmpty()) {
          refused.add(instruction.get().move());
          Refusal.of(instruction.get().move()).ifPresent(refusals::add);
        }
      }
    }
    this.searches = found;
  }

  /** Returns how many rounds a search chose, after the rules had nothing more to say. */
  int searches() {
    return searches;
  }

  /**
   * Tells whether the gates spoke against a move, from whatever candidate it began: they refused
   * it, or its setting at a value on the way to this one, or its setting twice.
   */
  boolean forbids(Move move) {
    if (refused.contains(move.text())) {
      return true;
    }
    return move.after().keySet().stream()
        .anyMatch(
            setting -> {
              List<Refusal> own =
                  refusals.stream().filter(refusal -> refusal.concerns(move, setting)).toList();
              return own.size() > 1 || own.stream().anyMatch(one -> one.isOnTheWay(move, setting));
            });
  }

  private void learn(Instruction instruction, double outcome) {
    OptionalDouble predicted = instruction.predictedGain();
    if (predicted.isPresent()
        && predicted.getAsDouble() > 1
        && outcome < 1 + (predicted.getAsDouble() - 1) * HELD) {
      trust.merge(subject(instruction.move()), DISTRUST, (a, b) -> a * b);
    }
  }

  /** Returns a prediction, moved towards no gain where earlier ones missed. */
  double believed(Move move, double predicted) {
    return 1 + (predicted - 1) * trust.getOrDefault(subject(move.text()), 1.0);
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

package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * Searches the neighbourhood of a candidate's settings with a model as filter: all single moves,
 * then pairs of them, and from the fastest one found again, until nothing near is faster or the
 * budget is spent. Nothing is proven here.
 *
 * <p>What it finds follows from the candidate, the model and the random numbers alone, which decide
 * only what is left out where there is more than the budget allows.
 */
final class Tuning {
  /** How many candidates the first search of a run may ask about. */
  static final int BUDGET = 24;

  /** Candidates that are asked about together, so that they compile side by side. */
  private static final int BATCH = 4;

  /** A step must be faster than this part of the time before it. */
  private static final double STEP = 0.999;

  private final ExpertCoder coder;
  private final Task task;
  private final Candidate origin;
  private final Estimates estimates;
  private final Predicate<Move> allowed;
  private final Random random;
  private final IntConsumer progress;
  private final Set<String> seen;
  private final int budget;
  private int asked;

  /**
   * @param taken texts of candidates that are not looked at, because they have been evaluated
   * @param allowed which moves from the origin are
   * @param budget how many candidates may be asked about
   * @param progress hears how many candidates were asked about
   */
  Tuning(
      ExpertCoder coder,
      Task task,
      Candidate origin,
      Estimates estimates,
      Set<String> taken,
      Predicate<Move> allowed,
      Random random,
      int budget,
      IntConsumer progress) {
    this.coder = coder;
    this.task = task;
    this.origin = origin;
    this.estimates = estimates;
    this.seen = new HashSet<>(taken);
    this.allowed = allowed;
    this.random = random;
    this.budget = budget;
    this.progress = progress;
  }

  /**
   * The fastest candidate near the origin.
   *
   * @param gain the origin's time divided by its time, both as the model says
   */
  record Found(Move move, double gain) {}

  /**
   * A candidate whose time the model knows.
   *
   * @param move what leads to it from the origin; empty for the origin
   * @param last the text of the single move that led to it
   */
  private record Spot(Candidate candidate, Optional<Move> move, String last, double micros) {}

  private record Step(Candidate candidate, Move move, String last, double rank) {}

  /** Returns how many candidates were asked about. */
  int asked() {
    return asked;
  }

  /** Returns the fastest candidate, if it is faster than the origin by a factor. */
  Optional<Found> search(double worthwhile) {
    OptionalDouble start = estimates.micros(List.of(origin)).get(0);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    Spot here = new Spot(origin, Optional.empty(), "", start.getAsDouble());
    Optional<Spot> better = Optional.of(here);
    while (better.isPresent()) {
      here = better.get();
      better = climb(here);
    }
    double gain = start.getAsDouble() / here.micros();
    return here.move().filter(move -> gain >= worthwhile).map(move -> new Found(move, gain));
  }

  private Optional<Spot> climb(Spot here) {
    List<Spot> singles = ask(sampled(steps(here, 1)), Double.NEGATIVE_INFINITY);
    Optional<Spot> best = faster(singles, here);
    return best.isPresent() ? best : faster(ask(pairs(here, singles), here.micros()), here);
  }

  private Optional<Spot> faster(List<Spot> spots, Spot here) {
    return spots.stream()
        .filter(spot -> beats(spot, here.micros()))
        .min(Comparator.comparing(Spot::micros));
  }

  /** A candidate that spills may be a step on the way, but not where the search ends. */
  private boolean beats(Spot spot, double micros) {
    return spot.micros() < STEP * micros && !estimates.spillsMore(spot.candidate(), origin);
  }

  /** Returns the candidates one move away that were not seen yet. */
  private List<Step> steps(Spot from, double rank) {
    List<Step> steps = new ArrayList<>();
    for (Move single : coder.moves(task, from.candidate())) {
      Candidate candidate = coder.apply(task, from.candidate(), single.text());
      Optional<Move> whole =
          from.move().isEmpty() ? Optional.of(single) : coder.between(task, origin, candidate);
      boolean fresh = !seen.contains(Candidates.render(candidate));
      if (fresh && whole.filter(allowed).isPresent()) {
        steps.add(new Step(candidate, whole.get(), single.text(), rank));
      }
    }
    return steps;
  }

  /** Returns pairs of moves, those first whose single moves cost least. */
  private List<Step> pairs(Spot here, List<Spot> singles) {
    Map<String, Double> cost = new HashMap<>();
    singles.forEach(single -> cost.put(single.last(), single.micros() / here.micros()));
    List<Step> pairs = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    for (Spot first : singles) {
      for (Step second : steps(first, first.micros() / here.micros())) {
        double rank = second.rank() * cost.getOrDefault(second.last(), 1.0);
        if (listed.add(Candidates.render(second.candidate()))) {
          pairs.add(new Step(second.candidate(), second.move(), second.last(), rank));
        }
      }
    }
    Collections.shuffle(pairs, random);
    pairs.sort(Comparator.comparing(Step::rank));
    return pairs;
  }

  private List<Step> sampled(List<Step> steps) {
    if (steps.size() > budget - asked) {
      Collections.shuffle(steps, random);
    }
    return steps;
  }

  /** Asks about candidates in their order, until one takes less than a limit or the budget ends. */
  private List<Spot> ask(List<Step> steps, double limit) {
    List<Spot> spots = new ArrayList<>();
    boolean found = false;
    int most = Math.min(steps.size(), budget - asked);
    for (int from = 0; from < most && !found; from += BATCH) {
      List<Step> batch = steps.subList(from, Math.min(most, from + BATCH));
      batch.forEach(step -> seen.add(Candidates.render(step.candidate())));
      List<OptionalDouble> micros = estimates.micros(batch.stream().map(Step::candidate).toList());
      asked += batch.size();
      progress.accept(asked);
      for (int i = 0; i < batch.size(); i++) {
        Step step = batch.get(i);
        if (micros.get(i).isPresent()) {
          spots.add(
              new Spot(
                  step.candidate(),
                  Optional.of(step.move()),
                  step.last(),
                  micros.get(i).getAsDouble()));
        }
      }
      found = spots.stream().anyMatch(spot -> beats(spot, limit));
    }
    return spots;
  }
}

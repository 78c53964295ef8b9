package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Predicts what a move gains, from the profile of the candidate before it: how the change scales
 * work, traffic, bytes in flight and residency. The candidate after it is never run for this.
 */
final class Predictor {
  /** The part of a cause's cost that a move against it is expected to spare. */
  private static final double RELIEF = 0.5;

  /** Registers of a thread that keeps no row. */
  private static final double BARE_REGISTERS = 32;

  /** Registers from which on a thread is taken to hold a part of its row. */
  private static final double HOLDING = 56;

  /** What a change of kind, such as another layout, can gain at most. */
  private static final double UNKNOWN_REACH = 4;

  /** The settings whose effect is known, by family. */
  private static final Map<String, Set<String>> SETTINGS =
      Map.of(
          "pointwise", Set.of("block", "vector", "items"),
          "row", Set.of("threads", "rows", "vector", "cache", "items", "split", "finish"),
          "column", Set.of("x", "y", "vector", "items", "split", "finish"),
          "matmul", Set.of("bm", "bn", "bk", "tm", "tn", "stages"));

  private final GpuSpec gpu;

  Predictor(GpuSpec gpu) {
    this.gpu = gpu;
  }

  /**
   * Returns time before divided by time after; empty if nothing is known of the move's effect.
   *
   * @param cause why the candidate's limit binds, from which follows what a move against it gains
   *     in a family that is not known here
   */
  OptionalDouble gain(Move move, CandidateTiming timing, Optional<Cause> cause) {
    OptionalDouble known = gain(move, timing);
    return known.isPresent()
        ? known
        : cause
            .filter(found -> found.isMetBy(move))
            .map(found -> Math.min(1 + RELIEF * (found.gain() - 1), reach(move)))
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty());
  }

  /** Returns what a move of unknown effect can gain at most: as much as it changes a number. */
  private static double reach(Move move) {
    return move.after().keySet().stream()
        .mapToDouble(move::factor)
        .map(factor -> factor == 1 ? UNKNOWN_REACH : Math.max(factor, 1 / factor))
        .max()
        .orElse(UNKNOWN_REACH);
  }

  private OptionalDouble gain(Move move, CandidateTiming candidate) {
    CandidateTiming timing = candidate.explained();
    List<KernelProfile> own =
        timing.profiles().stream().filter(profile -> concerns(move, profile)).toList();
    if (own.isEmpty() || own.stream().anyMatch(profile -> profile.time().isEmpty())) {
      return OptionalDouble.empty();
    }
    String family = move.target().replaceAll("_\\d+$", "");
    if (!SETTINGS.getOrDefault(family, Set.of()).containsAll(move.after().keySet())) {
      return OptionalDouble.empty();
    }
    double after = timing.micros();
    for (KernelProfile profile : own) {
      var time = profile.time().orElseThrow();
      after += effect(move, profile).micros(time) - time.micros();
    }
    after += moreLaunches(move) * own.get(0).time().orElseThrow().launchMicros();
    return OptionalDouble.of(timing.micros() / Math.max(after, 1e-3));
  }

  /** Returns how many more kernels finish what blocks share after a move than before it. */
  private static int moreLaunches(Move move) {
    return launchesToFinish(move.after()) - launchesToFinish(move.before());
  }

  /** One that combines or clears, unless the last block does what is left to do. */
  private static int launchesToFinish(Map<String, String> settings) {
    String split = settings.getOrDefault("split", "");
    String finish = settings.getOrDefault("finish", split.isEmpty() ? "" : "kernel");
    return split.equals("1") || finish.isEmpty() || finish.equals("last") ? 0 : 1;
  }

  private static boolean concerns(Move move, KernelProfile profile) {
    return profile.kernel().equals(move.target())
        || profile.kernel().startsWith(move.target() + "_");
  }

  private Effect effect(Move move, KernelProfile profile) {
    Residency now = Residency.of(profile);
    Effect effect = new Effect();
    if (move.target().startsWith("matmul") || move.target().startsWith("convolution")) {
      return matMul(move, now, effect);
    }
    wider(move, now, effect);
    threads(move, now, effect);
    cache(move, profile, now, effect);
    split(move, now, effect);
    return effect;
  }

  /** More bytes in flight per thread: fewer waits, fewer instructions, more registers. */
  private void wider(Move move, Residency now, Effect effect) {
    double vector = move.factor("vector");
    double items = move.factor("items");
    double more = vector * items;
    if (more == 1) {
      return;
    }
    boolean fewerBlocks = move.target().startsWith("pointwise");
    double registers = fewerBlocks ? 0.4 + 0.6 * more : 0.7 + 0.3 * more;
    Residency next = now.scaled(fewerBlocks ? 1 / more : 1, 1, registers, 1);
    double rounds = next.rounds(gpu) / now.rounds(gpu);
    double path = Math.pow(more, fewerBlocks ? 0.3 : -0.4);
    effect.scale(Resource.LATENCY, rounds * path);
    effect.scale(Resource.ISSUE, Math.pow(vector, -0.3)).scale(Resource.LSU, 1 / vector);
    effect.scale(Resource.BLOCKS, next.blocks() / now.blocks());
    effect.scaleSm(next.imbalance(gpu) / now.imbalance(gpu));
  }

  /** Other threads per row or block: the same work in other portions. */
  private void threads(Move move, Residency now, Effect effect) {
    double threads = move.factor("threads") * move.factor("y");
    double rows = move.factor("rows") * move.factor("x");
    double block = move.factor("block");
    if (threads == 1 && rows == 1 && block == 1) {
      return;
    }
    double registers = threads == 1 || now.registers() < HOLDING ? 1 : 0.5 + 0.5 / threads;
    Residency next = now.scaled(1 / (rows * block), threads * rows * block, registers, rows);
    double path = 0.5 + 0.5 / threads;
    effect.scale(Resource.LATENCY, path * next.rounds(gpu) / now.rounds(gpu));
    effect.scale(Resource.BLOCKS, next.blocks() / now.blocks());
    effect.scaleSm(next.imbalance(gpu) / now.imbalance(gpu));
  }

  private void cache(Move move, KernelProfile profile, Residency now, Effect effect) {
    String after = move.after().getOrDefault("cache", "");
    String before = move.before().getOrDefault("cache", "");
    if (after.isEmpty()) {
      return;
    }
    if (before.equals("none")) {
      boolean fromDram = profile.value(KeyMetrics.L2_HIT_RATE).orElse(0) < 60;
      effect.scale(Resource.L2, 0.65).scale(Resource.L1, 0.65);
      effect.scale(Resource.DRAM, fromDram ? 0.65 : 0.95).scale(Resource.LATENCY, 0.8);
      return;
    }
    double rounds = withoutRow(now, after.equals("shared")).rounds(gpu) / now.rounds(gpu);
    if (after.equals("none")) {
      effect.scale(Resource.L2, 1.1).scale(Resource.L1, 1.5).scale(Resource.LATENCY, rounds * 1.1);
    } else if (after.equals("shared")) {
      effect.scale(Resource.LATENCY, rounds * 0.75);
    } else {
      Residency next = now.scaled(1, 1, 1.6, 0.1);
      effect.scale(Resource.LATENCY, 0.85 * next.rounds(gpu) / now.rounds(gpu));
    }
  }

  /** A block whose threads no longer hold their part of the row in registers. */
  private static Residency withoutRow(Residency now, boolean inShared) {
    double held = Math.max(0, now.registers() - BARE_REGISTERS);
    double bytes = inShared ? now.threads() * held * 4 * 0.67 : 0;
    return new Residency(
        now.blocks(),
        now.threads(),
        Math.min(now.registers(), BARE_REGISTERS),
        now.sharedBytes() + bytes);
  }

  /** More blocks where the GPU is not full. */
  private void split(Move move, Residency now, Effect effect) {
    double split = move.factor("split");
    if (split == 1) {
      return;
    }
    Residency next = now.scaled(split, 1, 1, 1);
    double rounds = next.rounds(gpu) / now.rounds(gpu);
    effect.scale(Resource.LATENCY, rounds * (0.2 + 0.8 / split));
    effect.scale(Resource.BLOCKS, next.blocks() / now.blocks());
    effect.scaleSm(next.imbalance(gpu) / now.imbalance(gpu));
    double idle = Math.min(1, now.blocks() / gpu.sms());
    double idleAfter = Math.min(1, next.blocks() / gpu.sms());
    effect.scale(Resource.DRAM, idle < 1 ? Math.max(idle / idleAfter, 0.25) : 1);
  }

  private Effect matMul(Move move, Residency now, Effect effect) {
    double bm = move.factor("bm");
    double bn = move.factor("bn");
    double part = move.factor("tm") * move.factor("tn");
    double threads = bm * bn / part;
    Residency next = now.scaled(1 / (bm * bn), threads, 0.4 + 0.6 * part, bm * move.factor("bk"));
    double depth = move.factor("bk");
    double stages = move.factor("stages");
    double path = (0.4 + 0.6 * part) * (0.8 + 0.2 / depth) * (stages == 1 ? 1 : 1 / stages);
    effect.scale(Resource.LATENCY, path * next.rounds(gpu) / now.rounds(gpu));
    effect.scaleSm(next.imbalance(gpu) / now.imbalance(gpu));
    effect.scale(Resource.BLOCKS, next.blocks() / now.blocks());
    double traffic = 0.5 / bm + 0.5 / bn;
    effect.scale(Resource.L2, traffic).scale(Resource.L1, traffic).scale(Resource.DRAM, traffic);
    double shared = 0.5 / move.factor("tm") + 0.5 / move.factor("tn");
    effect.scale(Resource.SHARED, shared).scale(Resource.LSU, shared);
    effect.scale(Resource.ISSUE, 0.75 + 0.25 * shared);
    return effect;
  }
}

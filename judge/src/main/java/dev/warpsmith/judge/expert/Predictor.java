package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Predicts what a move gains, from the profile of the candidate before it: how the change scales
 * work, traffic, bytes in flight and residency. The candidate after it is never run for this.
 */
final class Predictor {
  private final GpuSpec gpu;

  Predictor(GpuSpec gpu) {
    this.gpu = gpu;
  }

  /** Returns time before divided by time after; empty if nothing is known of the move's effect. */
  OptionalDouble gain(Move move, CandidateTiming timing) {
    List<KernelProfile> own =
        timing.profiles().stream().filter(profile -> concerns(move, profile)).toList();
    if (own.isEmpty() || own.stream().anyMatch(profile -> profile.time().isEmpty())) {
      return OptionalDouble.empty();
    }
    if (!move.target().matches("(pointwise|row|column|matmul)_\\d+")) {
      return OptionalDouble.empty();
    }
    double after = timing.micros();
    for (KernelProfile profile : own) {
      var time = profile.time().orElseThrow();
      after += effect(move, profile).micros(time) - time.micros();
    }
    if (move.before().getOrDefault("split", "").equals("1")) {
      after += own.get(0).time().orElseThrow().launchMicros();
    }
    return OptionalDouble.of(timing.micros() / Math.max(after, 1e-3));
  }

  private static boolean concerns(Move move, KernelProfile profile) {
    return profile.kernel().equals(move.target())
        || profile.kernel().startsWith(move.target() + "_");
  }

  private Effect effect(Move move, KernelProfile profile) {
    Residency now = Residency.of(profile);
    Effect effect = new Effect();
    if (move.target().startsWith("matmul")) {
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
    Residency next = now.scaled(fewerBlocks ? 1 / more : 1, 1, 0.4 + 0.6 * more, 1);
    double rounds = next.rounds(gpu) / now.rounds(gpu);
    double path = Math.pow(more, fewerBlocks ? 0.3 : -0.25);
    effect.scale(Resource.LATENCY, rounds * path);
    effect.scale(Resource.ISSUE, Math.pow(vector, -0.3)).scale(Resource.LSU, 1 / vector);
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
    double registers = threads == 1 ? 1 : 0.5 + 0.5 / threads;
    Residency next = now.scaled(1 / (rows * block), threads * rows * block, registers, rows);
    double path = 0.5 + 0.5 / threads;
    effect.scale(Resource.LATENCY, path * next.rounds(gpu) / now.rounds(gpu));
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
    } else if (after.equals("none")) {
      effect.scale(Resource.L2, 1.5).scale(Resource.L1, 1.5);
      effect.scale(Resource.DRAM, 1.1).scale(Resource.LATENCY, 1.2);
    } else {
      boolean toShared = after.equals("shared");
      Residency next = now.scaled(1, 1, toShared ? 0.6 : 1.6, 1);
      double path = toShared ? 1.2 : 0.85;
      effect.scale(Resource.LATENCY, path * next.rounds(gpu) / now.rounds(gpu));
    }
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
    double traffic = 0.5 / bm + 0.5 / bn;
    effect.scale(Resource.L2, traffic).scale(Resource.L1, traffic).scale(Resource.DRAM, traffic);
    double shared = 0.5 / move.factor("tm") + 0.5 / move.factor("tn");
    effect.scale(Resource.SHARED, shared).scale(Resource.LSU, shared);
    effect.scale(Resource.ISSUE, 0.75 + 0.25 * shared);
    return effect;
  }
}

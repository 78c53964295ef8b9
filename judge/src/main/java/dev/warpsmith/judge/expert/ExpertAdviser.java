package dev.warpsmith.judge.expert;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Focus;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Says what the expert's rules see in the last round, to a Coder that knows no moves: the diagnosis
 * of a proven candidate, what the gate said of a refused one.
 */
public final class ExpertAdviser implements Judge {
  private static final int MOST_EVIDENCE = 6;

  /** What to do against a cause, to somebody who writes CUDA. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry(
              "extra traffic",
              "Read every byte once: keep what is read again in registers or shared memory between"
                  + " passes, or fuse the passes."),
          Map.entry(
              "uncoalesced access",
              "Let neighbouring lanes touch neighbouring addresses: change which index the lanes"
                  + " run over, or go through a tile in shared memory."),
          Map.entry(
              "too few bytes in flight",
              "Have more loads in flight: wider vector loads, several independent loads per thread"
                  + " before the first use, unrolling."),
          Map.entry(
              "bank conflicts",
              "Let the lanes of a warp reach different banks of shared memory: pad the rows of the"
                  + " array, or swizzle its index."),
          Map.entry(
              "barrier stalls",
              "Meet at fewer barriers: reduce within warps by shuffles first, and let warps work"
                  + " longer between barriers."),
          Map.entry(
              "divergence",
              "Let all lanes of a warp do the same work: move the condition out of the loop, or"
                  + " spread the work over the idle lanes."),
          Map.entry("launches", "Fuse the launches into fewer, larger kernels."),
          Map.entry(
              "low occupancy",
              "Let more warps be resident: fewer registers a thread (__launch_bounds__ with a"
                  + " number of blocks), less shared memory a block, or another block size."),
          Map.entry(
              "a partly filled last wave",
              "Choose the grid so that its last wave is full: another block size, or blocks that"
                  + " loop over work."),
          Map.entry(
              "too small a grid",
              "Give every SM work: split the rows or the summed dimension over several blocks."),
          Map.entry(
              "spills",
              "Keep fewer values alive in a thread: a smaller tile, less unrolling, or a higher"
                  + " register limit."));

  private final GpuSpec gpu;

  /** Makes a Judge that reads profiles of a GPU. */
  public ExpertAdviser(GpuSpec gpu) {
    this.gpu = gpu;
  }

  @Override
  public String id() {
    return "expert";
  }

  @Override
  public Decision review(List<Round> history) {
    return review(history.get(history.size() - 1), 0);
  }

  /** Names another cause for each that is taken, the one that costs next most. */
  @Override
  public Decision review(List<Round> history, Focus focus) {
    return review(focus.from(), focus.taken().size());
  }

  private Decision review(Round round, int rank) {
    return new Decision.Continue(
        round
            .evaluation()
            .match(failed -> correct(round, failed), passed -> improve(round, passed, rank)));
  }

  private static Assignment correct(Round round, Evaluation.Failed failed) {
    List<String> evidence = failed.evidence().stream().map(Object::toString).toList();
    Instruction instruction =
        new Instruction(
            failed.verdict() + ": " + failed.message(),
            "Put right what the gate found, and change nothing else.",
            "",
            evidence.subList(Math.max(0, evidence.size() - MOST_EVIDENCE), evidence.size()),
            OptionalDouble.empty(),
            Instruction.Basis.REFUSAL);
    return new Assignment.Repair(round.assignment().task(), round.candidate(), failed, instruction);
  }

  private Assignment improve(Round round, Evaluation.Passed passed, int rank) {
    Diagnosis diagnosis = Diagnosis.of(passed.timing(), gpu, List.of(), rank);
    Instruction instruction =
        new Instruction(
            diagnosis.sentence(),
            diagnosis
                .cause()
                .flatMap(cause -> Optional.ofNullable(WORDS.get(cause.name())))
                .orElse("Ask less of what binds, or hide it behind other work."),
            "",
            diagnosis.metrics(),
            OptionalDouble.empty(),
            Instruction.Basis.PROFILE);
    return new Assignment.Optimize(round.assignment().task(), round.candidate(), instruction);
  }
}

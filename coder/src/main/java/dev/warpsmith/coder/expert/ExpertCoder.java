package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Coder;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes CUDA from a task's operator graph with a library of schedules, without a language model.
 *
 * <p>A task without a graph begins with its own reference kernel, which is then changed without
 * knowing what it computes. Nothing here depends on a task's name.
 */
public final class ExpertCoder implements Coder {
  private final GpuSpec gpu;

  /** Makes a Coder that writes for a GPU. */
  public ExpertCoder(GpuSpec gpu) {
    this.gpu = gpu;
  }

  @Override
  public String id() {
    return "expert";
  }

  /** Returns the GPU that it writes for. */
  public GpuSpec gpu() {
    return gpu;
  }

  @Override
  public Candidate write(Assignment assignment) {
    return assignment.match(
        draft -> draft(draft.task()),
        repair -> repair(repair.task(), repair.candidate()),
        optimize -> apply(optimize.task(), optimize.candidate(), optimize.instruction().move()));
  }

  private Candidate draft(Task task) {
    return task.reference()
        .match(
            graph -> drafted(task, Expansion.of(graph.graph(), task.dims())).candidate(),
            kernels -> SourceEdits.ofReference(kernels.candidate()));
  }

  /**
   * Lists the legal changes of a candidate. One that was not rendered from a schedule, or was
   * edited since, has only changes that need no knowledge of its meaning.
   */
  public List<Move> moves(Task task, Candidate candidate) {
    Optional<KernelProgram> program = program(task, candidate);
    if (program.isEmpty()) {
      return SourceMoves.of(candidate);
    }
    List<Move> moves = new ArrayList<>();
    for (int i = 0; i < program.get().regions().size(); i++) {
      RegionContext context = program.get().context(i, new Identifiers());
      moves.addAll(ScheduleMoves.of(gpu, context, program.get().schedules().get(i)));
    }
    return moves;
  }

  /** Tells whether the candidate is one that this Coder rendered from schedules. */
  public boolean knows(Task task, Candidate candidate) {
    return program(task, candidate).isPresent();
  }

  /** Returns the candidate's schedules, one line for each kernel; empty if they are unknown. */
  public List<String> schedules(Task task, Candidate candidate) {
    return program(task, candidate)
        .map(program -> program.schedules().stream().map(Schedule::text).toList())
        .orElse(List.of());
  }

  /**
   * Applies a move.
   *
   * @param text of one of {@link #moves}, or of one that {@link #between} found
   * @throws IllegalArgumentException if the candidate has no such move
   */
  public Candidate apply(Task task, Candidate candidate, String text) {
    Optional<KernelProgram> program = program(task, candidate);
    Move move =
        moves(task, candidate).stream()
            .filter(legal -> legal.text().equals(text))
            .findFirst()
            .or(
                () ->
                    program.isPresent()
                        ? combined(program.get(), text)
                        : CombinedMoves.parse(text, candidate))
            .orElseThrow(
                () -> new IllegalArgumentException("the candidate has no move '" + text + "'"));
    return program
        .map(known -> moved(known, move).candidate())
        .orElseGet(() -> SourceEdits.apply(candidate, move));
  }

  /**
   * Finds the one move that leads from a candidate to another: the settings of one kernel, or the
   * declared tunables, in which they differ. Empty if they differ in more or less.
   */
  public Optional<Move> between(Task task, Candidate from, Candidate to) {
    Optional<KernelProgram> before = program(task, from);
    Optional<KernelProgram> after = program(task, to);
    return before.isPresent() && after.isPresent()
        ? CombinedMoves.between(before.get(), after.get())
        : CombinedMoves.between(from, to);
  }

  /** Finds a move of several settings by its text. */
  private Optional<Move> combined(KernelProgram program, String text) {
    for (int i = 0; i < program.regions().size(); i++) {
      RegionContext context = program.context(i, new Identifiers());
      Schedule schedule = program.schedules().get(i);
      Optional<Move> move =
          CombinedMoves.parse(text, context.kernel(), schedule)
              .filter(known -> reachable(context, schedule, schedule.with(known.after())));
      if (move.isPresent()) {
        return move;
      }
    }
    return Optional.empty();
  }

  private boolean reachable(RegionContext context, Schedule from, Schedule to) {
    return new ScheduleWalk(gpu, context, to).reaches(from);
  }

  private static KernelProgram moved(KernelProgram program, Move move) {
    for (int i = 0; i < program.regions().size(); i++) {
      if (program.context(i, new Identifiers()).kernel().equals(move.target())) {
        return program.with(i, program.schedules().get(i).with(move.after()));
      }
    }
    throw new IllegalStateException("no kernel " + move.target());
  }

  /** Steps back until something changes: each region to its next safer schedule, then to naive. */
  private Candidate repair(Task task, Candidate candidate) {
    Optional<KernelProgram> known = program(task, candidate);
    if (known.isEmpty()) {
      return draft(task);
    }
    KernelProgram program = known.get();
    boolean changed = false;
    for (int i = 0; i < program.regions().size(); i++) {
      Optional<Schedule> safer = SaferSchedules.of(program.schedules().get(i));
      if (safer.isPresent()) {
        program = program.with(i, safer.get());
        changed = true;
      }
    }
    return changed ? program.candidate() : naive(program).candidate();
  }

  private static KernelProgram naive(KernelProgram program) {
    List<Region> regions = Partition.unfused(program.graph());
    return KernelProgram.naive(program.task(), program.graph(), regions);
  }

  private static Optional<KernelProgram> program(Task task, Candidate candidate) {
    return task.graph()
        .map(graph -> Expansion.of(graph, task.dims()))
        .flatMap(graph -> KernelProgram.of(task, graph, candidate));
  }

  private KernelProgram drafted(Task task, OpGraph graph) {
    KernelProgram program = KernelProgram.naive(task, graph, Partition.of(graph));
    Drafts drafts = new Drafts(gpu, Sizes.of(task));
    for (int i = 0; i < program.regions().size(); i++) {
      program = program.with(i, drafts.of(program.context(i, new Identifiers())));
    }
    return program;
  }
}

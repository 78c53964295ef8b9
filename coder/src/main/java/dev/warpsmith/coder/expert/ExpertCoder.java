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

  @Override
  public Candidate write(Assignment assignment) {
    return assignment.match(draft -> draft(draft.task()), this::repair, this::optimize);
  }

  private Candidate draft(Task task) {
    return graph(task).map(graph -> program(task, graph).candidate()).orElseThrow();
  }

  private Candidate repair(Assignment.Repair repair) {
    return repair.candidate();
  }

  private Candidate optimize(Assignment.Optimize optimize) {
    return optimize.candidate();
  }

  private static Optional<OpGraph> graph(Task task) {
    return task.reference().match(graph -> Optional.of(graph.graph()), kernels -> Optional.empty());
  }

  private KernelProgram program(Task task, OpGraph graph) {
    List<Region> regions = Partition.of(graph);
    List<Schedule> schedules = new ArrayList<>();
    for (Region ignored : regions) {
      schedules.add(new Schedule.Naive());
    }
    KernelProgram program = new KernelProgram(task, graph, regions, schedules);
    Drafts drafts = new Drafts(gpu, Sizes.of(task));
    for (int i = 0; i < regions.size(); i++) {
      program = program.with(i, drafts.of(program.context(i, new Identifiers())));
    }
    return program;
  }
}

package dev.warpsmith.coder.expert;

import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.CudaScalar;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All that decides a candidate's text: the task's graph in regions, and a schedule for each.
 *
 * @param schedules one per region
 */
record KernelProgram(Task task, OpGraph graph, List<Region> regions, List<Schedule> schedules) {
  private static final Pattern SCHEDULE = Pattern.compile("(?m)^// schedule \\w+: (.*)$");

  KernelProgram {
    regions = List.copyOf(regions);
    schedules = List.copyOf(schedules);
    if (regions.size() != schedules.size()) {
      throw new IllegalArgumentException(
          schedules.size() + " schedules for " + regions.size() + " regions");
    }
  }

  /** Returns the regions with no schedule chosen yet. */
  static KernelProgram naive(Task task, OpGraph graph, List<Region> regions) {
    List<Schedule> schedules = new ArrayList<>();
    regions.forEach(region -> schedules.add(new Schedule.Naive()));
    return new KernelProgram(task, graph, regions, schedules);
  }

  /**
   * Finds the program that a candidate was rendered from; empty if its text was not, or changed.
   */
  static Optional<KernelProgram> of(Task task, OpGraph graph, Candidate candidate) {
    List<Schedule> schedules = new ArrayList<>();
    Matcher matcher = SCHEDULE.matcher(candidate.source().text());
    List<Region> regions = Partition.of(graph);
    try {
      while (matcher.find()) {
        schedules.add(Schedules.parse(matcher.group(1)));
      }
      if (schedules.size() != regions.size()) {
        return Optional.empty();
      }
      KernelProgram program = new KernelProgram(task, graph, regions, schedules);
      boolean same = program.text().equals(candidate.source().text());
      return same ? Optional.of(program) : Optional.empty();
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** Returns the program with another schedule for one region. */
  KernelProgram with(int region, Schedule schedule) {
    List<Schedule> changed = new ArrayList<>(schedules);
    changed.set(region, schedule);
    return new KernelProgram(task, graph, regions, changed);
  }

  /** Renders the candidate. */
  Candidate candidate() {
    return Candidates.parse("kernel.cu", text());
  }

  /** Returns the candidate's text. */
  String text() {
    Identifiers identifiers = new Identifiers();
    StringBuilder head = new StringBuilder();
    Set<String> helpers = new LinkedHashSet<>();
    StringBuilder kernels = new StringBuilder();
    List<String> launches = new ArrayList<>();
    List<String> scratch = new ArrayList<>();
    for (int i = 0; i < regions.size(); i++) {
      RegionContext context = context(i, identifiers);
      Rendered rendered = render(context, schedules.get(i));
      head.append("// schedule " + context.kernel() + ": " + schedules.get(i).text() + "\n");
      helpers.addAll(rendered.helpers());
      kernels.append('\n').append(rendered.code());
      launches.addAll(rendered.launches());
      scratch.addAll(rendered.scratch());
    }
    scratch.forEach(tensor -> head.append("// @scratch ").append(tensor).append('\n'));
    launches.forEach(launch -> head.append("// @launch ").append(launch).append('\n'));
    String includes = includes();
    head.append(includes.isEmpty() ? "" : "\n" + includes);
    helpers.forEach(helper -> head.append('\n').append(helper));
    return head.append(kernels).toString();
  }

  private String includes() {
    Stream<TensorSpec> nodes = graph.nodes().stream().map(Node::result);
    return CudaScalar.includes(
        Stream.concat(graph.inputs().stream(), nodes).map(TensorSpec::dtype).toList());
  }

  /** Returns what a renderer knows of a region's surroundings. */
  RegionContext context(int region, Identifiers identifiers) {
    return new RegionContext(
        region + 1,
        regions.get(region),
        Views.of(graph),
        new LinkedHashSet<>(graph.outputs()),
        Sizes.of(task),
        identifiers);
  }

  private Rendered render(RegionContext context, Schedule schedule) {
    if (schedule instanceof Schedule.Pointwise pointwise) {
      return PointwiseKernel.render(context, pointwise);
    }
    if (schedule instanceof Schedule.Row row) {
      return RowKernel.render(context, row);
    }
    if (schedule instanceof Schedule.Column column) {
      return ColumnKernel.render(context, column);
    }
    if (schedule instanceof Schedule.MatMul matMul) {
      return context.region().kind() == Region.Kind.CONVOLUTION
          ? ConvolutionKernel.render(context, matMul)
          : MatMulKernel.render(context, matMul);
    }
    if (schedule instanceof Schedule.MatVec matVec) {
      return MatVecKernel.render(context, matVec);
    }
    if (schedule instanceof TransposeSchedule transpose) {
      return TransposeKernel.render(context, transpose);
    }
    if (schedule instanceof PermuteSchedule permute) {
      return PermuteKernel.render(context, permute);
    }
    if (schedule instanceof ScanSchedule scan) {
      return ScanKernel.render(context, scan);
    }
    if (schedule instanceof ScanColumnsSchedule columns) {
      return ScanColumnsKernel.render(context, columns);
    }
    if (schedule instanceof WindowSchedule window) {
      return WindowKernel.render(context, window);
    }
    return NaiveRegion.render(context, task);
  }
}

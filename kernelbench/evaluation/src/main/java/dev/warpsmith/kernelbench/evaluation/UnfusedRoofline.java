package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.graph.Cost;
import dev.warpsmith.kernelbench.graph.Node;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.model.Roofline;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The time of a task whose operators are kernels of their own, each at the speed of light: the sum
 * over the nodes of max(bytes / bandwidth, operations / peak) and a launch.
 *
 * <p>What a perfect library of single operators would take; every value between two operators goes
 * through DRAM. It is modelled, so it compares with modelled times only.
 */
public final class UnfusedRoofline {
  /** The name of this baseline. */
  public static final String NAME = "unfused-roofline";

  private UnfusedRoofline() {}

  /** Returns the time in microseconds; empty if the task's meaning is no operator graph. */
  public static OptionalDouble micros(Task task, GpuSpec gpu) {
    SpeedOfLight light = new SpeedOfLight(task, gpu);
    return task.graph().stream()
        .mapToDouble(
            graph ->
                graph.pruned().nodes().stream()
                    .map(node -> alone(graph, node).cost(task.dims()))
                    .mapToDouble(cost -> micros(light, cost))
                    .sum())
        .findFirst();
  }

  private static double micros(SpeedOfLight light, Cost cost) {
    Roofline roofline = light.roofline(cost);
    return Math.max(roofline.bytesMicros(), roofline.arithmeticMicros()) + roofline.launchMicros();
  }

  /** Returns the graph of one node, whose inputs are what it uses. */
  private static OpGraph alone(OpGraph graph, Node node) {
    List<TensorSpec> used =
        node.operands().stream()
            .<Optional<String>>map(
                operand ->
                    operand.match(
                        value -> Optional.of(value.name()),
                        scalar -> Optional.empty(),
                        constant -> Optional.empty()))
            .flatMap(Optional::stream)
            .distinct()
            .map(graph::spec)
            .toList();
    return new OpGraph(used, graph.scalars(), List.of(node), List.of(node.name()));
  }
}

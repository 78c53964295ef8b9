package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.NormalizationKind;
import dev.warpsmith.kernelbench.graph.NormalizedGroups;
import dev.warpsmith.kernelbench.graph.Op;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The elements of a normalization, each on demand; the statistics of a group are computed once, in
 * one pass after Welford (1962).
 */
final class NormalizedElements implements ElementSource {
  private final Op.Normalization op;
  private final ElementSource x;
  private final List<ElementSource> parameters;
  private final NormalizedGroups groups;
  private final Deadline deadline;
  private final ConcurrentHashMap<Long, Statistics> known = new ConcurrentHashMap<>();

  /** A group's mean and one over the root of its variance and eps. */
  private record Statistics(double mean, double scale) {}

  NormalizedElements(
      Op.Normalization op,
      ElementSource x,
      List<ElementSource> parameters,
      NormalizedGroups groups,
      Deadline deadline) {
    this.op = op;
    this.x = x;
    this.parameters = List.copyOf(parameters);
    this.groups = groups;
    this.deadline = deadline;
  }

  @Override
  public double at(long index) {
    long group = groups.group(index);
    Statistics statistics = known.get(group);
    if (statistics == null) {
      statistics = statistics(group);
      known.put(group, statistics);
    }
    double value = (x.at(index) - statistics.mean) * statistics.scale;
    long channel = groups.channel(index);
    if (!parameters.isEmpty()) {
      value *= parameters.get(0).at(channel);
    }
    return parameters.size() > 1 ? value + parameters.get(1).at(channel) : value;
  }

  private Statistics statistics(long group) {
    double mean = 0;
    double squares = 0;
    for (long j = 0; j < groups.length(); j++) {
      if ((j & 0xFFF) == 0) {
        deadline.check();
      }
      double value = x.at(groups.element(group, j));
      if (op.kind() == NormalizationKind.RMS) {
        squares += value * value;
      } else {
        double before = value - mean;
        mean += before / (j + 1);
        squares += before * (value - mean);
      }
    }
    return new Statistics(mean, 1 / Math.sqrt(squares / groups.length() + op.eps()));
  }
}

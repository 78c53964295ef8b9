package dev.warpsmith.kernels.emulator.counters;

import dev.warpsmith.kernels.device.LaunchCounters.HotSpot;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Source lines by what they cost. */
final class HotSpots {
  private static final int MOST = 12;

  private final BlockSums blocks;
  private final Map<String, double[]> lines = new LinkedHashMap<>();

  private HotSpots(BlockSums blocks) {
    this.blocks = blocks;
  }

  /** Returns the lines that cost most in some blocks, each cost {@code scale} times as much. */
  static List<HotSpot> of(KernelShape shape, BlockSums blocks, double scale) {
    HotSpots spots = new HotSpots(blocks);
    shape.blocks().forEach(spots::add);
    return spots.lines.entrySet().stream()
        .map(line -> spot(line.getKey(), line.getValue(), scale))
        .filter(spot -> !spot.line().isEmpty() && spot.warpInstructions() > 0)
        .sorted(Comparator.comparingDouble(HotSpots::cost).reversed())
        .limit(MOST)
        .toList();
  }

  private void add(BasicBlockShape block) {
    long runs = blocks.executions[block.index()];
    for (InstructionShape instruction : block.instructions()) {
      double[] line = lines.computeIfAbsent(instruction.line(), key -> new double[3]);
      line[0] += runs;
      instruction
          .site()
          .ifPresent(site -> line[isShared(instruction) ? 2 : 1] += blocks.siteCost[site.id()]);
    }
  }

  private static boolean isShared(InstructionShape instruction) {
    return instruction.opcode().contains(".shared");
  }

  private static HotSpot spot(String line, double[] sums, double scale) {
    return new HotSpot(line, scale * sums[0], scale * sums[1], scale * sums[2]);
  }

  /** Issue slots, plus four per sector from global memory, plus shared wavefronts. */
  private static double cost(HotSpot spot) {
    return spot.warpInstructions() + 4 * spot.sectors() + spot.sharedWavefronts();
  }
}

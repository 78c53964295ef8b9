package dev.warpsmith.kernels.emulator.counters;

import java.util.List;
import java.util.Objects;

/**
 * The static form of one kernel: its basic blocks and memory instructions.
 *
 * <p>Counts of executed instructions are {@link BlockObserver#basicBlock} calls weighted by the
 * instructions listed here. They are PTX counts: ptxas reschedules, unrolls and spills.
 *
 * @param kernel the kernel's name
 * @param blocks by index
 * @param sites by {@link AccessSite#id()}
 * @param runs of blocks between which matrix instructions stand
 */
public record KernelShape(
    String kernel, List<BasicBlockShape> blocks, List<AccessSite> sites, List<StraightRun> runs) {

  /** Copies the lists. */
  public KernelShape {
    Objects.requireNonNull(kernel);
    blocks = List.copyOf(blocks);
    sites = List.copyOf(sites);
    runs = List.copyOf(runs);
  }

  /** Makes the shape of a kernel without matrix instructions. */
  KernelShape(String kernel, List<BasicBlockShape> blocks, List<AccessSite> sites) {
    this(kernel, blocks, sites, List.of());
  }
}

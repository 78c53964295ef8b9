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
 */
public record KernelShape(String kernel, List<BasicBlockShape> blocks, List<AccessSite> sites) {

  /** Copies the lists. */
  public KernelShape {
    Objects.requireNonNull(kernel);
    blocks = List.copyOf(blocks);
    sites = List.copyOf(sites);
  }
}

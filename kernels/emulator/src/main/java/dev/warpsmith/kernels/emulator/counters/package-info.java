/**
 * What the emulated GPU reports while it runs: executed basic blocks, memory accesses, branches,
 * barriers.
 *
 * <p>A {@link dev.warpsmith.kernels.emulator.counters.LaunchObserver} gets one {@link
 * dev.warpsmith.kernels.emulator.counters.BlockObserver} per thread block; a {@link
 * dev.warpsmith.kernels.emulator.counters.KernelShape} says statically what each basic block
 * contains.
 */
@NullMarked
package dev.warpsmith.kernels.emulator.counters;

import org.jspecify.annotations.NullMarked;

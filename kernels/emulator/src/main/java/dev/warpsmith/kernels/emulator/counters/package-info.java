/**
 * What the emulated GPU reports while it runs: executed basic blocks, memory accesses, branches,
 * barriers.
 *
 * <p>A {@link dev.warpsmith.kernels.emulator.counters.LaunchObserver} gets one {@link
 * dev.warpsmith.kernels.emulator.counters.BlockObserver} per thread block; a {@link
 * dev.warpsmith.kernels.emulator.counters.KernelShape} says statically what each basic block
 * contains.
 *
 * <p>The life of a counted launch:
 *
 * <pre>{@code
 * Occupancy occupancy = Occupancy.of(gpu, resources, launch);
 * int residency = gpu.sms() * occupancy.blocksPerSm();
 * BlockSample sample = BlockSample.of(options.blocks(), launch.grid(), residency, block -> run one block);
 * if (options.caches() != Caches.KEPT) {
 *   l2.clear(); // one L2Cache for each device
 * }
 * LaunchCounter counter = new LaunchCounter(gpu, shape, occupancy, sample, l2, false);
 * run sample.toRun() with counter as its observer, then counter.wanted() until it is empty
 * LaunchCounters counters = counter.finish();
 * }</pre>
 */
@NullMarked
package dev.warpsmith.kernels.emulator.counters;

import org.jspecify.annotations.NullMarked;

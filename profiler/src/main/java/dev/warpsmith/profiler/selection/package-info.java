/**
 * Finds the metrics that tell most of runtimes, by CudaForge's protocol (arXiv:2511.01884,
 * Algorithms 1 and 2): {@link dev.warpsmith.profiler.selection.Observation}s of many kernels of
 * many tasks go into a {@link dev.warpsmith.profiler.selection.Selector}; what it chose is kept as
 * a {@link dev.warpsmith.profiler.selection.MetricSet}.
 */
@NullMarked
package dev.warpsmith.profiler.selection;

import org.jspecify.annotations.NullMarked;

/**
 * Nsight Compute's command line: a {@link dev.warpsmith.profiler.ncu.NcuCommand} builds what is
 * run, {@link dev.warpsmith.profiler.ncu.Ncu} runs it with a time limit and explains what goes
 * wrong, {@link dev.warpsmith.profiler.ncu.NcuCsv} reads what it printed, and {@link
 * dev.warpsmith.profiler.ncu.NcuProfiles} makes {@linkplain dev.warpsmith.profiler.KernelProfile
 * profiles} of it.
 *
 * <p>Sources: the Nsight Compute CLI manual (options, CSV output), its Kernel Profiling Guide
 * (metrics, permissions, FAQ), and output that users of ncu 2022 to 2026 published.
 */
@NullMarked
package dev.warpsmith.profiler.ncu;

import org.jspecify.annotations.NullMarked;

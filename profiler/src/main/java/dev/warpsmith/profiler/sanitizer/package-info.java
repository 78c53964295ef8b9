/**
 * NVIDIA's compute-sanitizer: a {@link dev.warpsmith.profiler.sanitizer.ComputeSanitizer} runs one
 * of its tools on a job, {@link dev.warpsmith.profiler.sanitizer.SanitizerReport} reads what it
 * printed.
 *
 * <p>Source: the Compute Sanitizer manual (command line options, the sample outputs of each tool).
 */
@NullMarked
package dev.warpsmith.profiler.sanitizer;

import org.jspecify.annotations.NullMarked;

/**
 * From a launch to numbers: a {@link dev.warpsmith.profiler.KernelProfile} under Nsight Compute's
 * metric names, whichever device the launch ran on.
 */
@NullMarked
package dev.warpsmith.profiler;

import org.jspecify.annotations.NullMarked;

package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.TensorSpec;

/**
 * A tensor that a candidate reads.
 *
 * @param updated whether it is also an output, updated in place ({@code @inout})
 */
public record TaskInput(TensorSpec tensor, Distribution distribution, boolean updated) {}

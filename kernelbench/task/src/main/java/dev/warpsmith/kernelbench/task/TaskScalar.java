package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.DType;

/** A scalar argument with its value, as in {@code @scalar alpha: f32 = 0.5}. */
public record TaskScalar(String name, DType dtype, double value) {}

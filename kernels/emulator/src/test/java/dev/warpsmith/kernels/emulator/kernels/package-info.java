/**
 * Whole kernels of varied style: compiled by the real nvcc, run on the emulated GPU, compared with
 * plain Java.
 *
 * <p>A family is a {@code .cu} resource and a class that lists its kernels, each with its launch,
 * its inputs and what it must leave. {@link WholeKernelsIT} runs them all.
 */
@NullMarked
package dev.warpsmith.kernels.emulator.kernels;

import org.jspecify.annotations.NullMarked;

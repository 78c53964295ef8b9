/**
 * Properties of the emulator on random programs.
 *
 * <p>{@link Programs} makes trees of {@link Node}s, {@link PtxWriter} writes each as a PTX module,
 * and {@link TranslatedCodeTest} compares what the emulator computes, in every variant, with {@link
 * Interpreter}: one lane and one instruction at a time, with arithmetic of its own.
 */
@NullMarked
package dev.warpsmith.kernels.emulator.properties;

import org.jspecify.annotations.NullMarked;

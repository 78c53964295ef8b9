/**
 * NVIDIA's {@code nvidia-smi}: what a GPU's clocks do while it is measured, and locking them where
 * the user asks for it.
 *
 * <p>{@code NvidiaSmi} builds every command, {@code ClockReading} reads a line that it prints,
 * {@code ClockWatch} collects readings beside a measurement, {@code ClockLock} locks and always
 * restores.
 */
@NullMarked
package dev.warpsmith.kernels.jcuda.smi;

import org.jspecify.annotations.NullMarked;

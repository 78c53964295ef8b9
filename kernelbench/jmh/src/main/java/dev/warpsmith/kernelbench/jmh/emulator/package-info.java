/**
 * JMH benchmarks of the emulated GPU itself: thread-level PTX instructions per second, and the time
 * to translate a kernel.
 *
 * <p>Machines differ and are noisy, so every figure is also given as a ratio to a plain Java loop
 * of fused multiply-adds of the same run ({@link
 * dev.warpsmith.kernelbench.jmh.emulator.CalibrationBenchmark}). {@link
 * dev.warpsmith.kernelbench.jmh.OwnBench} runs them all and prints the table.
 */
@NullMarked
package dev.warpsmith.kernelbench.jmh.emulator;

import org.jspecify.annotations.NullMarked;

/**
 * PTX as text and as an immutable intermediate representation.
 *
 * <p>{@link dev.warpsmith.kernels.ptx.PtxModule#parse} reads what {@code nvcc -ptx -lineinfo}
 * writes; {@link dev.warpsmith.kernels.ptx.PtxModule#print} writes it again. Instructions are kept
 * as opcode, modifiers and operands: this package knows PTX's grammar and leaves the meaning of
 * instructions to the emulator. Debug sections are dropped.
 */
@NullMarked
package dev.warpsmith.kernels.ptx;

import org.jspecify.annotations.NullMarked;

/**
 * The emulated GPU: PTX translated to JVM bytecode and run one warp at a time.
 *
 * <p>A module's life: parsed PTX ({@code kernels.ptx}) is flattened (device functions inlined
 * unless they are recursive, called through pointers or too large; scopes resolved), cut into basic
 * blocks, and each block becomes one fused lane loop in a hidden class. A launch runs thread blocks
 * on all cores; each thread block runs its warps one after the other until they wait; each warp is
 * a set of (block, mask) fragments.
 *
 * <p>Check mode asks of each access whether it is inside its buffer, aligned and initialised, and
 * whether an order (barrier, fence and flag, lock) stands between it and the other threads'
 * accesses to the same bytes. It collects what it finds while going on is safe.
 *
 * <p>What kernels print with {@code printf} is kept, up to a megabyte, with the launch's result.
 */
@NullMarked
package dev.warpsmith.kernels.emulator;

import org.jspecify.annotations.NullMarked;

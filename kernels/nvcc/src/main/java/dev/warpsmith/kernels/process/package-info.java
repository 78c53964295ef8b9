/**
 * Runs other programs: no shell, a time limit, an output limit, and an end for everything that they
 * started. The compilers and Nsight Compute are run so.
 */
@NullMarked
package dev.warpsmith.kernels.process;

import org.jspecify.annotations.NullMarked;

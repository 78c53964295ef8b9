/** The float64 reference, input generators, and the naive CUDA kernels of an operator graph. */
@NullMarked
package dev.warpsmith.kernelbench.reference;

import org.jspecify.annotations.NullMarked;

/**
 * What a kernel is: its source, its launch plan, its tunables, and the tensors it reads and writes.
 *
 * <p>A {@link dev.warpsmith.kernels.CudaSource} is read once from an annotated {@code .cu} file;
 * its directives become typed values here, and every later module works on those.
 */
@NullMarked
package dev.warpsmith.kernels;

import org.jspecify.annotations.NullMarked;

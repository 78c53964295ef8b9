/**
 * The expert Coder: it partitions an operator graph into kernels, gives each a {@link
 * dev.warpsmith.coder.expert.Schedule}, renders CUDA from it, and changes one setting at a time.
 *
 * <p>A task's graph becomes {@link dev.warpsmith.coder.expert.Region}s ({@link
 * dev.warpsmith.coder.expert.Partition}), one per kernel or short run of kernels. A region of
 * pointwise operators and reductions is lowered to a {@link dev.warpsmith.coder.expert.Program} of
 * scalar steps; a renderer per schedule family writes it as CUDA. The schedules stand as comments
 * in the produced source, so that a stored candidate tells by itself where it stands.
 */
@NullMarked
package dev.warpsmith.coder.expert;

import org.jspecify.annotations.NullMarked;

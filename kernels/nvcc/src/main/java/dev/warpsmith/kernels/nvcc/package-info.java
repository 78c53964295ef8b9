/**
 * From CUDA C++ to PTX and machine code: {@code nvcc -ptx}, then {@code ptxas}.
 *
 * <p>A {@link dev.warpsmith.kernels.nvcc.Toolchain} is found once; an {@link
 * dev.warpsmith.kernels.nvcc.NvccCompiler} compiles candidates with it, through a {@link
 * dev.warpsmith.kernels.nvcc.CompileCache} shared by all runs. What the candidate did wrong is a
 * {@link dev.warpsmith.kernels.nvcc.CompilationResult}; what the machine lacks is a {@link
 * dev.warpsmith.kernels.nvcc.ToolchainException}.
 */
@NullMarked
package dev.warpsmith.kernels.nvcc;

import org.jspecify.annotations.NullMarked;

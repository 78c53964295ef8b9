/** Writes a proven candidate as a PyTorch module with an inline CUDA extension. */
@NullMarked
package dev.warpsmith.kernelbench.torch.module;

import org.jspecify.annotations.NullMarked;

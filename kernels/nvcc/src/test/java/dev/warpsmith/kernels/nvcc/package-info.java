@NullMarked
package dev.warpsmith.kernels.nvcc;

import org.jspecify.annotations.NullMarked;

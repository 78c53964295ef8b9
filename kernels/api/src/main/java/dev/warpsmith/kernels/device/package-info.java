/**
 * Where kernels run: the {@code Device} port, the buffers and modules it hands out, and the table
 * of GPUs with their occupancy arithmetic.
 */
@NullMarked
package dev.warpsmith.kernels.device;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.warpsmith.kernels.device;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.warpsmith.kernels.jcuda;

import org.jspecify.annotations.NullMarked;

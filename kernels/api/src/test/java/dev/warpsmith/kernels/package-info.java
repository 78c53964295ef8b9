@NullMarked
package dev.warpsmith.kernels;

import org.jspecify.annotations.NullMarked;

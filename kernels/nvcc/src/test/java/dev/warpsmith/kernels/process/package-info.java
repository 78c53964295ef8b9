@NullMarked
package dev.warpsmith.kernels.process;

import org.jspecify.annotations.NullMarked;

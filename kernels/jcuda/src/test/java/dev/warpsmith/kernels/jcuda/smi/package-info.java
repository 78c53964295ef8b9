@NullMarked
package dev.warpsmith.kernels.jcuda.smi;

import org.jspecify.annotations.NullMarked;

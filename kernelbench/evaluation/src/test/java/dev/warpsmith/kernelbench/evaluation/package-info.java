/** Tests of the gates: on a hand-written device, and with real kernels on the emulated GPU. */
@NullMarked
package dev.warpsmith.kernelbench.evaluation;

import org.jspecify.annotations.NullMarked;

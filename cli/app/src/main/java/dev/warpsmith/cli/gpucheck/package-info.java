/**
 * What only a GPU can tell, in one go: the device does what every device must, the built-in tasks
 * are right on it, and how far the emulated GPU of the same kind is off. Nothing here prints.
 */
@NullMarked
package dev.warpsmith.cli.gpucheck;

import org.jspecify.annotations.NullMarked;

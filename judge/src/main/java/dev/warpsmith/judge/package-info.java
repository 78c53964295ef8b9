/** Turns evidence into one instruction for the Coder. */
@NullMarked
package dev.warpsmith.judge;

import org.jspecify.annotations.NullMarked;

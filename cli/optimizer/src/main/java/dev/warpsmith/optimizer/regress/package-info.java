/** The regression gate: what is kept of each kernel, and how two states are compared. */
@NullMarked
package dev.warpsmith.optimizer.regress;

import org.jspecify.annotations.NullMarked;

/**
 * Proves a run's claim again: what its files still say, whether the tools are the same, whether
 * every gate passes on this machine, and whether the times are those that were claimed.
 */
@NullMarked
package dev.warpsmith.optimizer.verify;

import org.jspecify.annotations.NullMarked;

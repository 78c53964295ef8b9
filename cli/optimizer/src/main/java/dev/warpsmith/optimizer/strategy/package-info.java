/**
 * Search strategies: which candidates are made next, and from which round. Each is a pure function
 * of the rounds so far, its options and a seed, so that a resumed run goes on as it began.
 */
@NullMarked
package dev.warpsmith.optimizer.strategy;

import org.jspecify.annotations.NullMarked;

/** The loop: baseline, rounds, budget, the journal that survives a kill, the reports. */
@NullMarked
package dev.warpsmith.optimizer;

import org.jspecify.annotations.NullMarked;

/** Whether a candidate computes its task: the gates in order, their verdicts, the baseline. */
@NullMarked
package dev.warpsmith.kernelbench.evaluation;

import org.jspecify.annotations.NullMarked;

/** What must be computed: a task's inputs, outputs, sizes, tolerance and reference. */
@NullMarked
package dev.warpsmith.kernelbench.task;

import org.jspecify.annotations.NullMarked;

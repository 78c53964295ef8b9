/** Operator graphs: a task's meaning as a list of operators over named tensors. */
@NullMarked
package dev.warpsmith.kernelbench.graph;

import org.jspecify.annotations.NullMarked;

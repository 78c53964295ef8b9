/**
 * Many tasks in one run: which there are, what came of each, and the field's table of them.
 *
 * <p>A suite's folder holds an ordinary run's folder for each task, and {@code suite.json}, {@code
 * suite.csv} and {@code suite.md}, written anew after every task.
 */
@NullMarked
package dev.warpsmith.optimizer.suite;

import org.jspecify.annotations.NullMarked;

/**
 * What earlier runs learned, for models that are told of it where the user asks for that.
 *
 * <p>Nothing is kept but the runs themselves: {@link Lessons} are read from their journals when a
 * run begins, for its family of operators and its GPU, and kept in its folder, so that a resumed
 * run is told the same. Runs that measure Warpsmith ({@code suite}, {@code bench}, {@code regress})
 * never read them.
 */
@NullMarked
package dev.warpsmith.optimizer.memory;

import org.jspecify.annotations.NullMarked;

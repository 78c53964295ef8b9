/**
 * The roofline and the modelled clock.
 *
 * <p>{@link dev.warpsmith.profiler.model.ModelledClock} turns counts into microseconds with a
 * {@link dev.warpsmith.profiler.model.TimeBreakdown}; {@link dev.warpsmith.profiler.model.Roofline}
 * says what no implementation can beat. MODEL.md in this module says what the model leaves out.
 */
@NullMarked
package dev.warpsmith.profiler.model;

import org.jspecify.annotations.NullMarked;

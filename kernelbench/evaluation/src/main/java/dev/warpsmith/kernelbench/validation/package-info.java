/**
 * How far the modelled clock is off: published measurements of kernels, with their provenance,
 * beside what the model says of the same kernels.
 *
 * <p>A {@link dev.warpsmith.kernelbench.validation.MeasurementSet} is read from a JSON file beside
 * the annotated {@code .cu} of each kernel. {@link
 * dev.warpsmith.kernelbench.validation.ModelValidator} models each row, and a {@link
 * dev.warpsmith.kernelbench.validation.Validation} says how the two agree.
 */
@NullMarked
package dev.warpsmith.kernelbench.validation;

import org.jspecify.annotations.NullMarked;

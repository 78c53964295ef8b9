/**
 * JMH benchmarks of verification: comparing outputs with their reference, and drawing inputs, each
 * beside a plain loop over the same bytes. {@code VERIFICATION.md} keeps what they said.
 */
@NullMarked
package dev.warpsmith.kernelbench.jmh.verification;

import org.jspecify.annotations.NullMarked;

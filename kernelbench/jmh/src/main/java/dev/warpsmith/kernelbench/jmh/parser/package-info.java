/**
 * JMH benchmarks of the parsers, PTX and annotated sources, beside a plain loop over the same text.
 * {@code VERIFICATION.md} keeps what they said.
 */
@NullMarked
package dev.warpsmith.kernelbench.jmh.parser;

import org.jspecify.annotations.NullMarked;

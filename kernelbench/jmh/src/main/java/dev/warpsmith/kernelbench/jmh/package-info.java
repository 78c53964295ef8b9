/**
 * JMH benchmarks of candidates: the arms run in forked JVMs on the host's clock, and the report
 * sets JMH's score beside the device's own time without ever mixing the two.
 */
@NullMarked
package dev.warpsmith.kernelbench.jmh;

import org.jspecify.annotations.NullMarked;

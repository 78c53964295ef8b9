/** Times: on which clock they were taken, how sure they are, and when two may be compared. */
@NullMarked
package dev.warpsmith.profiler.timing;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.warpsmith.profiler.ncu;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.warpsmith.profiler.selection;

import org.jspecify.annotations.NullMarked;

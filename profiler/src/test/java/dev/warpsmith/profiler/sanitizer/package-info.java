@NullMarked
package dev.warpsmith.profiler.sanitizer;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.warpsmith.kernelbench.jmh;

import org.jspecify.annotations.NullMarked;

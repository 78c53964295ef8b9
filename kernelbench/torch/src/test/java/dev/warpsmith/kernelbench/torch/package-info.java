@NullMarked
package dev.warpsmith.kernelbench.torch;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.warpsmith.optimizer.memory;

import org.jspecify.annotations.NullMarked;

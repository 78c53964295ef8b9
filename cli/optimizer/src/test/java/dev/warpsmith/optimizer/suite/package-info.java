@NullMarked
package dev.warpsmith.optimizer.suite;

import org.jspecify.annotations.NullMarked;

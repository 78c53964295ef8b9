@NullMarked
package dev.warpsmith.optimizer.strategy;

import org.jspecify.annotations.NullMarked;

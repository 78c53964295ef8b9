@NullMarked
package dev.warpsmith.optimizer.verify;

import org.jspecify.annotations.NullMarked;

/** A recorded run beside the same run made again from its own transcript. */
@NullMarked
package dev.warpsmith.optimizer.replay;

import org.jspecify.annotations.NullMarked;

/** Tests of the loop, with hand-written agents and an evaluator that needs no device. */
@NullMarked
package dev.warpsmith.optimizer;

import org.jspecify.annotations.NullMarked;

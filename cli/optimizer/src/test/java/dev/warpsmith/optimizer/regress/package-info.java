/** Tests of the regression gate. */
@NullMarked
package dev.warpsmith.optimizer.regress;

import org.jspecify.annotations.NullMarked;

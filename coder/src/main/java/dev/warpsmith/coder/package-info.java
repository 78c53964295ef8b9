/** Writes candidates: the Coder, and what it can be asked. */
@NullMarked
package dev.warpsmith.coder;

import org.jspecify.annotations.NullMarked;

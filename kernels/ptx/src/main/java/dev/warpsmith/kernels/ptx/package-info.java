/** PTX as text and as an immutable intermediate representation. */
@NullMarked
package dev.warpsmith.kernels.ptx;

import org.jspecify.annotations.NullMarked;

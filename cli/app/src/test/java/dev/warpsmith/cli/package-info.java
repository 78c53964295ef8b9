/** Tests of the command line, and of the architecture. */
@NullMarked
package dev.warpsmith.cli;

import org.jspecify.annotations.NullMarked;

/**
 * The command line: one class per command, the terminal, the settings, the exit codes.
 *
 * <p>{@link dev.warpsmith.cli.Main} wires everything by hand; no other package prints.
 */
@NullMarked
package dev.warpsmith.cli;

import org.jspecify.annotations.NullMarked;

/**
 * The red team: candidates that cheat or are broken, honest ones that only look so, and what puts
 * them all through the gates.
 *
 * <p>The corpus is this package's resource folder: one folder for each task, and {@code index.txt},
 * which says of every file what it does, which verdict it must get, and what a GPU must show of it
 * without the emulated GPU's sanitizer.
 *
 * <p>{@code RedTeam} proves on devices that sanitize themselves, {@code HardwareTeam} on GPUs, with
 * the sanitizer beside them.
 */
@NullMarked
package dev.warpsmith.kernelbench.redteam;

import org.jspecify.annotations.NullMarked;

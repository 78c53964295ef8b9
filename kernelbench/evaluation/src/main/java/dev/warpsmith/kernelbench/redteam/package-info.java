/**
 * The red team: candidates that cheat or are broken, honest ones that only look so, and what puts
 * them all through the gates.
 *
 * <p>The corpus is this package's resource folder: one folder for each task, and {@code index.txt},
 * which says of every file what it does and which verdict it must get.
 */
@NullMarked
package dev.warpsmith.kernelbench.redteam;

import org.jspecify.annotations.NullMarked;

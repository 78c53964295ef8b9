@NullMarked
package dev.warpsmith.kernelbench.redteam;

import org.jspecify.annotations.NullMarked;

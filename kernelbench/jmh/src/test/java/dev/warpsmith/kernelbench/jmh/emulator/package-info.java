@NullMarked
package dev.warpsmith.kernelbench.jmh.emulator;

import org.jspecify.annotations.NullMarked;

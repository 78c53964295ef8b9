@NullMarked
package dev.warpsmith.kernelbench.validation;

import org.jspecify.annotations.NullMarked;

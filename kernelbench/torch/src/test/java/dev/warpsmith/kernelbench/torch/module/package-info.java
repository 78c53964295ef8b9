@NullMarked
package dev.warpsmith.kernelbench.torch.module;

import org.jspecify.annotations.NullMarked;

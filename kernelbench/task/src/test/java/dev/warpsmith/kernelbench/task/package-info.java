@org.jspecify.annotations.NullMarked
package dev.warpsmith.kernelbench.task;

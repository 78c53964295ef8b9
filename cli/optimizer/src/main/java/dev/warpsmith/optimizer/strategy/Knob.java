package dev.warpsmith.optimizer.strategy;

/**
 * An option of a strategy.
 *
 * @param initial its value unless one is given
 * @param meaning in a few words
 */
public record Knob(String name, int initial, int least, int most, String meaning) {}

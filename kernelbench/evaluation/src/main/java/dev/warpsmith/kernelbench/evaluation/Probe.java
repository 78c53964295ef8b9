package dev.warpsmith.kernelbench.evaluation;

import java.util.function.Supplier;

/**
 * An experiment on a candidate whose time is too good to be true.
 *
 * @param name what it is done with, such as {@code fresh values in fresh modules}
 * @param check does it; a refusal makes the candidate a cheat
 */
record Probe(String name, Supplier<GateResult> check) {}

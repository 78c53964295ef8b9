package dev.warpsmith.kernels.emulator.properties;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Tries {@code -Dwarpsmith.fuzz=N} new programs where that is given, else the property's own number
 * of programs from its own seed, so that a build that was green stays so.
 */
final class FuzzBudget implements AroundPropertyHook {
  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    Integer tries = Integer.getInteger("warpsmith.fuzz");
    if (tries != null) {
      context.attributes().setTries(tries);
      context.attributes().setSeed(Long.toString(System.nanoTime()));
    }
    return property.execute();
  }

  @Override
  public int aroundPropertyProximity() {
    return -100;
  }
}

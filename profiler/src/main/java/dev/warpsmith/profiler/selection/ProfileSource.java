package dev.warpsmith.profiler.selection;

/**
 * What runtimes and metrics were taken with, which one selection must not mix.
 *
 * @param clock {@code modelled}, or {@code ncu} for measured profiles
 * @param instrument the model's and GPU table's versions, or ncu's
 * @param device such as {@code emulated:h200}, or the GPU's name
 */
public record ProfileSource(String clock, String instrument, String device) {

  /** Returns it in one line, such as {@code modelled m1/g1 on emulated:h200}. */
  public String label() {
    return clock + " " + instrument + " on " + device;
  }
}

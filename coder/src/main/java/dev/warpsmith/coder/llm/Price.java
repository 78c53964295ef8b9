package dev.warpsmith.coder.llm;

/**
 * What a model's tokens cost, in USD per million.
 *
 * @param input read anew
 * @param cached read from the provider's cache
 * @param written read anew and written to the provider's cache
 */
public record Price(double input, double cached, double written, double output) {
  /** Returns what tokens cost, in USD. */
  public double usd(Usage usage) {
    long anew = usage.input() - usage.cached() - usage.written();
    return 1e-6
        * (anew * input
            + usage.cached() * cached
            + usage.written() * written
            + usage.output() * output);
  }
}

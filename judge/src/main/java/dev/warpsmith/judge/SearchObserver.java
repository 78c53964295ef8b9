package dev.warpsmith.judge;

/** Follows a Judge's search among candidates while it goes on; called on the run's thread. */
@FunctionalInterface
public interface SearchObserver {
  /**
   * Some candidates were asked about.
   *
   * @param round whose evidence is being judged
   * @param done candidates so far
   * @param most candidates that the search may ask about
   */
  void searched(int round, int done, int most);

  /** Returns an observer that ignores everything. */
  static SearchObserver none() {
    return (round, done, most) -> {};
  }
}

package dev.warpsmith.optimizer;

import dev.warpsmith.coder.llm.ChatRequest;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the calls at work may still cost, so that calls side by side keep a budget together: each
 * takes its whole possible cost out of the budget before it begins, and gives it back when what it
 * did cost is known. A call that fits only without the others waits for them.
 */
final class Reservations {
  private Held held = new Held(0, 0, 0);

  /** What calls may cost at most. */
  record Held(int calls, long tokens, double usd) {}

  /**
   * A request that may be sent.
   *
   * @param held what it may cost at most
   */
  record Reserved(ChatRequest request, Held held) {}

  /**
   * Waits until a request is allowed.
   *
   * @param allowed takes what the calls at work hold; empty to wait for one of them to end
   */
  synchronized Reserved reserve(Function<Held, Optional<Reserved>> allowed) {
    Optional<Reserved> found = allowed.apply(held);
    while (found.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the run was interrupted", e);
      }
      found = allowed.apply(held);
    }
    Held more = found.get().held();
    hold(held.calls() + 1, held.tokens() + more.tokens(), held.usd() + more.usd());
    return found.get();
  }

  synchronized void release(Reserved reserved) {
    Held less = reserved.held();
    int calls = held.calls() - 1;
    hold(calls, held.tokens() - less.tokens(), calls == 0 ? 0 : held.usd() - less.usd());
    notifyAll();
  }

  private void hold(int calls, long tokens, double usd) {
    held = new Held(calls, tokens, usd);
  }
}

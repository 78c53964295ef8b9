package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.llm.Transcript;
import dev.warpsmith.coder.llm.Usage;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.util.List;
import java.util.Locale;

/**
 * What a run's calls of language models cost.
 *
 * @param calls replies that were received
 * @param usage tokens of all of them
 * @param usd of those whose price is known
 * @param unpriced calls whose price is not known
 * @param prices date of the prices; empty text if nothing was priced
 */
public record Spending(int calls, Usage usage, double usd, int unpriced, String prices) {
  static Spending of(List<JournalEvent> events) {
    Spending sum = new Spending(0, Usage.none(), 0, 0, "");
    for (JournalEvent event : events) {
      sum = event.is(Kind.REPLY) ? sum.plus(event.data()) : sum;
    }
    return sum;
  }

  /** Returns this and a reply's event. */
  Spending plus(ObjectNode reply) {
    boolean priced = reply.path("usd").isNumber();
    return new Spending(
        calls + 1,
        usage.plus(Transcript.entry(reply).reply().usage()),
        usd + reply.path("usd").asDouble(),
        unpriced + (priced ? 0 : 1),
        reply.path("prices").asText(prices));
  }

  /** Returns the money and the tokens in a few words, such as {@code $0.0123, 4.5k tokens}. */
  public String brief() {
    String tokens =
        usage.total() < 1000
            ? usage.total() + " tokens"
            : String.format(Locale.ROOT, "%.1fk tokens", usage.total() / 1000.0);
    return (unpriced < calls ? money(usd) + ", " : "") + tokens;
  }

  /** Returns one line that says what was spent on what. */
  public String sentence() {
    String cached =
        usage.cached() == 0
            ? ""
            : String.format(Locale.ROOT, " (%,d from the cache)", usage.cached());
    String cost =
        unpriced == 0
            ? money(usd) + " at prices of " + prices
            : unpriced == calls
                ? "no price is known"
                : money(usd)
                    + " at prices of "
                    + prices
                    + ", without "
                    + unpriced
                    + " calls of no known price";
    return String.format(
        Locale.ROOT,
        "%d model %s: %,d tokens in%s, %,d out%s; %s",
        calls,
        calls == 1 ? "call" : "calls",
        usage.input(),
        cached,
        usage.output(),
        usage.estimated() ? " (partly estimated)" : "",
        cost);
  }

  static String money(double usd) {
    return String.format(Locale.ROOT, usd >= 1 || usd == 0 ? "$%.2f" : "$%.4f", usd);
  }

  ObjectNode toJson() {
    ObjectNode node = Journal.data();
    node.put("usd", Math.round(usd * 1e8) / 1e8);
    node.put("inputTokens", usage.input()).put("outputTokens", usage.output());
    if (calls > 0) {
      node.put("cachedTokens", usage.cached()).put("calls", calls);
      node.put("unpricedCalls", unpriced).put("estimated", usage.estimated());
      node.put("prices", prices);
    }
    return node;
  }
}

package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.llm.Price;
import dev.warpsmith.coder.llm.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run's calls of language models may cost, said before the first one.
 *
 * @param most the limit that the run keeps in any case; empty if there is none
 * @param prices their date
 */
public record Estimate(List<Share> shares, OptionalDouble most, String prices) {
  /** Characters of a candidate, and of what the gates or the profile say of it. */
  private static final int LATER = 3000 + 2500;

  /** Tokens of a reply, its reasoning among them: a whole file, and one JSON object. */
  private static final int FILE = 4000;

  private static final int ADVICE = 1000;

  public Estimate {
    shares = List.copyOf(shares);
  }

  /**
   * One role's part.
   *
   * @param usage of one call
   * @param repeated tokens of a call's input that all calls begin with
   * @param price empty if it is not known
   */
  public record Share(
      String role, String model, int calls, Usage usage, long repeated, Optional<Price> price) {
    /**
     * Estimates one role's part.
     *
     * @param length characters of what each request begins with
     * @param mostTokens of a reply
     */
    public static Share of(
        String role, String model, int calls, int length, int mostTokens, Optional<Price> price) {
      int output = Math.min(mostTokens, role.equals("coder") ? FILE : ADVICE);
      Usage usage = new Usage(Usage.tokens(length + LATER), 0, 0, output, true);
      return new Share(role, model, calls, usage, Usage.tokens(length), price);
    }

    private double usd(boolean cached) {
      long read = cached ? repeated * Math.max(0, calls - 1) : 0;
      Usage all = new Usage(calls * usage.input(), read, 0, calls * usage.output(), true);
      return price.map(known -> known.usd(all)).orElse(0.0);
    }

    private long tokens() {
      return calls * usage.total();
    }

    private boolean free() {
      return model.startsWith("replay:")
          || price.filter(known -> known.input() == 0 && known.output() == 0).isPresent();
    }

    private String text() {
      return String.format(
          Locale.ROOT,
          "%d calls of the %s's %s, %.1fk tokens in and %.1fk out each",
          calls,
          role,
          model,
          usage.input() / 1000.0,
          usage.output() / 1000.0);
    }
  }

  /** Tells whether a call may cost something. */
  public boolean isPaid() {
    return shares.stream().anyMatch(share -> share.calls() > 0 && !share.free());
  }

  private long tokens() {
    return shares.stream().mapToLong(Share::tokens).sum();
  }

  private double usd(boolean cached) {
    return shares.stream().mapToDouble(share -> share.usd(cached)).sum();
  }

  /** Returns the estimate and what it assumes, for a person. */
  public List<String> lines() {
    if (shares.isEmpty()) {
      return List.of("estimate  no language model is asked: $0.00");
    }
    List<String> lines = new ArrayList<>();
    shares.forEach(
        share -> lines.add((lines.isEmpty() ? "estimate  " : "          ") + share.text()));
    lines.add(
        String.format(Locale.ROOT, "          in all about %,d tokens, %s", tokens(), money()));
    lines.add(
        "          assumed: every round takes place, no reply is asked for twice, 2.5 characters a"
            + " token, reasoning is in what comes out");
    return lines;
  }

  private String money() {
    List<String> unknown =
        shares.stream()
            .filter(share -> share.price().isEmpty())
            .map(Share::model)
            .distinct()
            .toList();
    if (unknown.size() == shares.size()) {
      return "price not known (--prices <file> gives one)" + limit();
    }
    String sum =
        Spending.money(usd(true))
            + " to "
            + Spending.money(usd(false))
            + " with and without the provider's cache, at prices of "
            + prices;
    return sum
        + (unknown.isEmpty()
            ? ""
            : "; the price of " + String.join(", ", unknown) + " is not known")
        + limit();
  }

  private String limit() {
    return most.isPresent() ? "; never more than " + Spending.money(most.getAsDouble()) : "";
  }

  /**
   * Returns {@code shares[{role, model, calls, inputTokens, outputTokens, usd}], tokens, usd,
   * prices}.
   */
  public ObjectNode toJson() {
    ObjectNode node = Journal.data();
    for (Share share : shares) {
      ObjectNode each = node.withArray("shares").addObject();
      each.put("role", share.role()).put("model", share.model()).put("calls", share.calls());
      each.put("inputTokens", share.usage().input()).put("outputTokens", share.usage().output());
      share.price().ifPresent(known -> each.put("usd", share.usd(false)));
    }
    node.put("tokens", tokens()).put("usd", usd(false)).put("usdWithCache", usd(true));
    return node.put("prices", prices);
  }
}

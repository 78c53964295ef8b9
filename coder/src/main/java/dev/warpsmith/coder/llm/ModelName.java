package dev.warpsmith.coder.llm;

import dev.warpsmith.kernels.Spelling;
import java.util.Optional;

/**
 * A provider and what it is asked for, as in {@code openai:gpt-5}.
 *
 * @param rest the model's name, the command, or the transcript's file
 */
public record ModelName(Provider provider, String rest) {
  /** What a message says is expected. */
  public static final String EXPECTED =
      "openai:<model>, anthropic:<model>, gemini:<model>, ollama:<model>, exec:<command> or"
          + " replay:<file>";

  /** Tells whether a name has a provider: whether it has a colon. */
  public static boolean isOne(String text) {
    return text.indexOf(':') > 0;
  }

  /**
   * Parses a name.
   *
   * @throws IllegalArgumentException if the provider is unknown or nothing follows it
   */
  public static ModelName parse(String text) {
    int colon = text.indexOf(':');
    String word = colon < 0 ? text : text.substring(0, colon);
    Optional<Provider> provider = Provider.of(word);
    if (provider.isEmpty() || colon < 0) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' names no model"
              + Spelling.hint(word, Provider.words())
              + " (expected "
              + EXPECTED
              + ")");
    }
    String rest = text.substring(colon + 1).strip();
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' names nothing after the colon (expected " + EXPECTED + ")");
    }
    return new ModelName(provider.get(), rest);
  }

  /** Returns {@code openai:gpt-5}. */
  @Override
  public String toString() {
    return provider.word() + ":" + rest;
  }
}

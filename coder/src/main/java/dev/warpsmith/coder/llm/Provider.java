package dev.warpsmith.coder.llm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who answers. */
public enum Provider {
  OPENAI("OPENAI_API_KEY", "https://api.openai.com/v1"),
  ANTHROPIC("ANTHROPIC_API_KEY", "https://api.anthropic.com/v1"),
  GEMINI("GEMINI_API_KEY GOOGLE_API_KEY", "https://generativelanguage.googleapis.com/v1beta"),
  OLLAMA("", "http://localhost:11434"),
  EXEC("", ""),
  REPLAY("", "");

  private final String keys;
  private final String url;

  Provider(String keys, String url) {
    this.keys = keys;
    this.url = url;
  }

  /** Returns the variables that may hold its key, the first one preferred; none if it has none. */
  public List<String> keys() {
    return keys.isEmpty() ? List.of() : List.of(keys.split(" "));
  }

  /** Returns where it is unless a setting says otherwise; empty if it has no address. */
  public String url() {
    return url;
  }

  /** Returns the name, such as {@code openai}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Provider> of(String word) {
    return Arrays.stream(values()).filter(known -> known.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Provider::word).toList();
  }
}

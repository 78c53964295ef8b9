package dev.warpsmith.coder.llm;

import dev.warpsmith.kernels.Spelling;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How a model is asked.
 *
 * @param temperature empty for the provider's own
 * @param maxTokens most tokens of a reply
 * @param effort of reasoning, such as {@code high}, or a number of tokens; empty for the provider's
 *     own
 * @param baseUrl empty for the provider's own
 * @param timeout of one call
 * @param keyVariable the variable that holds the key; empty for the provider's own
 * @param stream whether the reply is read while it is written
 * @param anyPrompt whether a transcript's replies are given whatever is asked
 */
public record ModelOptions(
    OptionalDouble temperature,
    int maxTokens,
    Optional<String> effort,
    Optional<String> baseUrl,
    Optional<String> keyVariable,
    Duration timeout,
    boolean stream,
    boolean anyPrompt) {
  private static final List<String> KEYS =
      List.of(
          "temperature",
          "maxTokens",
          "effort",
          "baseUrl",
          "keyVariable",
          "timeout",
          "stream",
          "prompts");
  private static final String EXAMPLE = "temperature=0.2,maxTokens=16384,effort=high";

  /** Returns the options where nobody set one. */
  public static ModelOptions standard() {
    return parse("");
  }

  /**
   * Parses {@code temperature=0.2,effort=high}; empty text and {@code none} set nothing.
   *
   * @throws IllegalArgumentException if an option is unknown, given twice, or has a wrong value
   */
  public static ModelOptions parse(String text) {
    Map<String, String> given = given(text);
    return new ModelOptions(
        given.containsKey("temperature")
            ? OptionalDouble.of(number(given, "temperature", 0, 2))
            : OptionalDouble.empty(),
        (int) Math.round(number(given, "maxTokens", 16, 1 << 20, 16384)),
        Optional.ofNullable(given.get("effort")),
        Optional.ofNullable(given.get("baseUrl")).map(ModelOptions::url),
        Optional.ofNullable(given.get("keyVariable")).map(ModelOptions::variable),
        Duration.ofMillis(Math.round(1000 * number(given, "timeout", 0.01, 86400, 600))),
        !choice(given, "stream", "on", "off").equals("off"),
        choice(given, "prompts", "same", "any").equals("any"));
  }

  private static Map<String, String> given(String text) {
    Map<String, String> given = new TreeMap<>();
    if (text.isBlank() || text.strip().equals("none")) {
      return given;
    }
    for (String part : text.split(",")) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).strip();
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "unknown option '"
                + key
                + "'"
                + Spelling.hint(key, KEYS)
                + " (known: "
                + String.join(", ", KEYS)
                + "; as in "
                + EXAMPLE
                + ")");
      }
      String value = equals < 0 ? "" : part.substring(equals + 1).strip();
      if (value.isEmpty() || given.put(key, value) != null) {
        throw new IllegalArgumentException(
            "option " + key + " needs one value, as in " + EXAMPLE + " (got '" + part + "')");
      }
    }
    return given;
  }

  private static double number(Map<String, String> given, String key, double least, double most) {
    String text = given.getOrDefault(key, "");
    try {
      double value = Double.parseDouble(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, text, least, most);
    }
    throw wrong(key, text, least, most);
  }

  private static double number(
      Map<String, String> given, String key, double least, double most, double initial) {
    return given.containsKey(key) ? number(given, key, least, most) : initial;
  }

  private static IllegalArgumentException wrong(
      String key, String text, double least, double most) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "option %s is '%s'; expected a number from %s to %s",
            key,
            text,
            shortest(least),
            shortest(most)));
  }

  private static String shortest(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String choice(Map<String, String> given, String key, String... values) {
    String text = given.getOrDefault(key, values[0]);
    if (!List.of(values).contains(text)) {
      throw new IllegalArgumentException(
          "option " + key + " is '" + text + "'; expected " + String.join(" or ", values));
    }
    return text;
  }

  private static String variable(String text) {
    if (!text.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException(
          "option keyVariable is no variable's name; expected the name, such as DEEPSEEK_API_KEY,"
              + " never the key itself");
    }
    return text;
  }

  private static String url(String text) {
    try {
      URI uri = URI.create(text);
      if (List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
      }
    } catch (IllegalArgumentException e) {
      throw wrongUrl(text);
    }
    throw wrongUrl(text);
  }

  private static IllegalArgumentException wrongUrl(String text) {
    return new IllegalArgumentException(
        "option baseUrl is '"
            + text
            + "'; expected an address without a password, such as http://localhost:8000/v1");
  }
}

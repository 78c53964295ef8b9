package dev.warpsmith.coder.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text resource with places such as <code>{{task}}</code>. */
public final class PromptText {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z][A-Za-z]*)\\}\\}");

  private final String name;
  private final String text;

  private PromptText(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /**
   * Reads a resource.
   *
   * @param owner a class of the resource's package
   */
  public static PromptText of(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name + " beside " + owner);
      }
      return new PromptText(name, new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fills every place; what is filled in is not searched for places again. */
  public String with(Map<String, String> values) {
    Set<String> used = new HashSet<>();
    StringBuilder filled = new StringBuilder();
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      String value = values.get(places.group(1));
      if (value == null) {
        throw new IllegalStateException(name + " needs a value for " + places.group());
      }
      used.add(places.group(1));
      places.appendReplacement(filled, Matcher.quoteReplacement(value.strip()));
    }
    places.appendTail(filled);
    if (!used.equals(values.keySet())) {
      throw new IllegalStateException(name + " has places " + used + ", given " + values.keySet());
    }
    return filled.toString();
  }
}

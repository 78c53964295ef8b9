package dev.warpsmith.coder.llm;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** Keeps keys out of texts and of other processes. */
public final class Secrets {
  private static final Pattern SECRET =
      Pattern.compile(".*(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|BEARER).*");
  private static final int SHORTEST = 6;
  private static final List<String> KNOWN = new CopyOnWriteArrayList<>();

  private Secrets() {}

  /** Takes note of a key, so that it is taken out of every text from now on. */
  static void remember(String secret) {
    if (secret.length() >= SHORTEST && !KNOWN.contains(secret)) {
      KNOWN.add(secret);
    }
  }

  /** Returns the text with every key that was used replaced by stars. */
  public static String scrub(String text) {
    String clean = text;
    for (String secret : KNOWN) {
      clean = clean.replace(secret, "***");
    }
    return clean;
  }

  /** Returns an environment without the variables whose names or values speak of secrets. */
  public static Map<String, String> without(Map<String, String> environment) {
    Map<String, String> open = new TreeMap<>(environment);
    open.keySet().removeIf(name -> SECRET.matcher(name.toUpperCase(Locale.ROOT)).matches());
    open.values().removeIf(value -> holds(KNOWN, value));
    return open;
  }

  private static boolean holds(Collection<String> secrets, String value) {
    return secrets.stream().anyMatch(value::contains);
  }
}

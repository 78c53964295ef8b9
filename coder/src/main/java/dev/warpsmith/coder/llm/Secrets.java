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

  /** What looks like a key of one of the providers, or like one in an HTTP header. */
  private static final Pattern KEY =
      Pattern.compile(
          "\\b(?:sk-[A-Za-z0-9_-]{16,}|AIza[A-Za-z0-9_-]{30,}|(?:hf|ghp|gho|ghs|xai|gsk|nvapi)[_-]"
              + "[A-Za-z0-9_-]{16,}|AKIA[A-Z0-9]{16})|(?<=[Bb]earer )[A-Za-z0-9._~+/-]{16,}=*");

  /** What a variable of a secret's name holds where it is one. */
  private static final Pattern VALUE = Pattern.compile("[^/\\s]\\S{11,}");

  private static final int SHORTEST = 6;
  private static final List<String> KNOWN = new CopyOnWriteArrayList<>();

  private Secrets() {}

  /** Takes note of a key, so that it is taken out of every text from now on. */
  static void remember(String secret) {
    if (secret.length() >= SHORTEST && !KNOWN.contains(secret)) {
      KNOWN.add(secret);
    }
  }

  /**
   * Takes note of the values of all variables whose names speak of secrets, but for what a name
   * such as {@code SSH_KEY_FOLDER} or {@code KEYBOARD} holds: paths and short words.
   */
  public static void rememberAll(Map<String, String> environment) {
    environment.forEach(
        (name, value) -> {
          if (speaksOfSecrets(name) && VALUE.matcher(value.strip()).matches()) {
            remember(value.strip());
          }
        });
  }

  private static boolean speaksOfSecrets(String name) {
    return SECRET.matcher(name.toUpperCase(Locale.ROOT)).matches();
  }

  /** Returns the text with every known key, and whatever looks like one, replaced by stars. */
  public static String scrubAll(String text) {
    return KEY.matcher(scrub(text)).replaceAll("***");
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
    open.keySet().removeIf(Secrets::speaksOfSecrets);
    open.values().removeIf(value -> holds(KNOWN, value));
    return open;
  }

  private static boolean holds(Collection<String> secrets, String value) {
    return secrets.stream().anyMatch(value::contains);
  }
}

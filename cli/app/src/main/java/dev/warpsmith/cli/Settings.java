package dev.warpsmith.cli;

import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.profiler.selection.MetricSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The values of settings and where each came from: a flag, then a {@code WARPSMITH_*} variable,
 * then {@code warpsmith.json} here, then {@code ~/.config/warpsmith/config.json}, then the default.
 */
final class Settings {
  private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

  /**
   * A setting's value.
   *
   * @param origin such as {@code --device} or {@code ./warpsmith.json}
   */
  record Value(String text, String origin) {}

  private Settings() {
    for (Setting setting : Setting.values()) {
      values.put(setting, new Value(setting.initial(), "default"));
    }
  }

  /** Reads the settings of this process and its folder. */
  static Settings read(Map<String, String> environment) {
    Optional<Path> home = Optional.ofNullable(environment.get("HOME")).map(Path::of);
    return read(environment, Path.of(""), home);
  }

  static Settings read(Map<String, String> environment, Path here, Optional<Path> home) {
    Settings settings = new Settings();
    home.ifPresent(
        path ->
            settings.addFile(
                path.resolve(".config/warpsmith/config.json"), "~/.config/warpsmith/config.json"));
    settings.addFile(here.resolve("warpsmith.json"), "./warpsmith.json");
    for (Setting setting : Setting.values()) {
      Optional.ofNullable(environment.get(setting.variable()))
          .filter(text -> !text.isBlank())
          .ifPresent(text -> settings.put(setting, text, setting.variable()));
    }
    return settings;
  }

  /** Returns settings of their own with the same values. */
  Settings copy() {
    Settings copy = new Settings();
    copy.values.putAll(values);
    return copy;
  }

  private void addFile(Path file, String origin) {
    if (Files.isRegularFile(file)) {
      SettingsFile.read(file).forEach((key, text) -> put(setting(key, origin), text, origin));
    }
  }

  private static Setting setting(String key, String origin) {
    for (Setting setting : Setting.values()) {
      if (setting.key().equals(key)) {
        return setting;
      }
    }
    throw CommandException.usage(
        origin
            + ": unknown setting '"
            + key
            + "'"
            + Spelling.hint(key, Setting.keys())
            + " (known: "
            + String.join(", ", Setting.keys())
            + ")");
  }

  private void put(Setting setting, String text, String origin) {
    values.put(setting, new Value(text, origin));
  }

  /** Takes a flag's value, if it was given. */
  Settings with(Setting setting, Optional<String> flag) {
    flag.ifPresent(text -> put(setting, text, setting.flag()));
    return this;
  }

  Value value(Setting setting) {
    Value value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException("setting " + setting + " has no value");
    }
    return value;
  }

  String text(Setting setting) {
    return value(setting).text();
  }

  /** Returns a whole number of at least {@code least}. */
  long integer(Setting setting, long least) {
    Value value = value(setting);
    try {
      long number = Long.parseLong(value.text().strip());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(setting, "a whole number");
    }
    throw wrong(setting, least + " or more");
  }

  /** Returns a number of at least {@code least}. */
  double number(Setting setting, double least) {
    Value value = value(setting);
    try {
      double number = Double.parseDouble(value.text().strip());
      if (number >= least && Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(setting, "a number");
    }
    throw wrong(setting, least + " or more");
  }

  /** Returns the minutes that a run may take, if they are limited. */
  OptionalDouble minutes() {
    return positive(Setting.MINUTES);
  }

  /** Returns the metrics to show first; empty for all that there are. */
  Optional<MetricSet> metrics() {
    String file = text(Setting.METRICS);
    return file.equals(Setting.METRICS.initial())
        ? Optional.empty()
        : Optional.of(MetricSet.read(Path.of(file)));
  }

  /** Tells whether a setting that may be left out is. */
  boolean isNone(Setting setting) {
    return text(setting).equals("none");
  }

  /** Tells whether a setting has its default. */
  boolean isInitial(Setting setting) {
    return text(setting).equals(setting.initial());
  }

  /** Returns a number above 0, if there is one. */
  OptionalDouble positive(Setting setting) {
    if (isNone(setting)) {
      return OptionalDouble.empty();
    }
    double value = number(setting, 0);
    if (value == 0) {
      throw wrong(setting, "more than 0");
    }
    return OptionalDouble.of(value);
  }

  /** Requires one of several words. */
  void choice(Setting setting, String... words) {
    if (!java.util.List.of(words).contains(text(setting))) {
      throw wrong(setting, String.join(", ", words));
    }
  }

  private CommandException wrong(Setting setting, String expected) {
    Value value = value(setting);
    return CommandException.usage(
        setting.key()
            + " is '"
            + value.text()
            + "' (from "
            + value.origin()
            + "); expected "
            + expected);
  }
}

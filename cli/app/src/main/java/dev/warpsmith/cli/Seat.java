package dev.warpsmith.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in the team.
 *
 * @param role in the journal: {@code coder}, {@code judge}, {@code judge-2}…
 * @param who the setting that names who sits there
 * @param how the setting of a model's options
 * @param name who sits there
 * @param options of a model
 */
record Seat(String role, Setting who, Setting how, String name, String options) {
  /** Parts the values of an option that was given several times; no command has a line feed. */
  static final String SEPARATOR = "\n";

  static Seat coder(Settings settings) {
    return new Seat(
        "coder",
        Setting.CODER,
        Setting.CODER_OPTIONS,
        settings.text(Setting.CODER),
        settings.text(Setting.CODER_OPTIONS));
  }

  /** Returns the Judges, several if they are a jury. */
  static List<Seat> judges(Settings settings) {
    List<String> names = names(settings.text(Setting.JUDGE));
    List<String> options = names(settings.text(Setting.JUDGE_OPTIONS));
    if (options.size() != 1 && options.size() != names.size()) {
      throw CommandException.usage(
          "--judge-options is given "
              + options.size()
              + " times for "
              + names.size()
              + (names.size() == 1 ? " Judge" : " Judges")
              + "; give it once for all of them, or once for each");
    }
    List<Seat> seats = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      seats.add(
          new Seat(
              i == 0 ? "judge" : "judge-" + (i + 1),
              Setting.JUDGE,
              Setting.JUDGE_OPTIONS,
              names.get(i),
              options.get(options.size() == 1 ? 0 : i)));
    }
    return seats;
  }

  /** Returns the names of a setting that may have several. */
  static List<String> names(String text) {
    return List.of(text.split(SEPARATOR, -1));
  }

  /** Returns the names for a person to read. */
  static String words(String text) {
    return String.join(" + ", names(text));
  }
}

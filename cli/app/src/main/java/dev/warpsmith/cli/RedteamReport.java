package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.redteam.Outcome;
import dev.warpsmith.kernelbench.redteam.Specimen;
import dev.warpsmith.kernelbench.redteam.Specimen.Kind;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Prints what the red team does: a line for each candidate, then a table. */
final class RedteamReport {
  private final Terminal terminal;
  private final boolean json;
  private final List<Specimen> specimens;
  private final int width;
  private int done;

  RedteamReport(Terminal terminal, boolean json, List<Specimen> specimens) {
    this.terminal = terminal;
    this.json = json;
    this.specimens = specimens;
    this.width = specimens.stream().mapToInt(one -> one.file().length()).max().orElse(0);
  }

  /** Prints every candidate and proves none. */
  void list() {
    if (json) {
      Json.print(
          terminal.out(),
          Map.of("candidates", specimens.stream().map(RedteamReport::object).toList()));
      return;
    }
    for (Specimen one : specimens) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "%-6s  %-4s %-" + width + "s  %-16s  %s%n",
              one.kind(),
              one.pattern().code(),
              one.file(),
              one.expectedText(),
              one.description());
    }
    terminal.out().printf("%d cheats, %d honest%n", count(Kind.CHEAT), count(Kind.HONEST));
  }

  /** Says what begins. */
  void begin(Devices.Choice choice) {
    progress()
        .printf(
            "%d cheats and %d honest candidates on %s (%s)%n",
            count(Kind.CHEAT), count(Kind.HONEST), choice.id(), choice.reason());
  }

  /** Prints an outcome's line. */
  void finished(Outcome outcome) {
    done++;
    Palette palette = json ? terminal.errPalette() : terminal.outPalette();
    Specimen one = outcome.specimen();
    progress()
        .printf(
            Locale.ROOT,
            "%3d/%d  %s  %-6s  %-4s %-" + width + "s  %-16s  %5.1f s%n",
            done,
            specimens.size(),
            outcome.asExpected() ? palette.good("PASS") : palette.bad("FAIL"),
            one.kind(),
            one.pattern().code(),
            one.file(),
            outcome.verdictText(),
            outcome.seconds());
    if (!outcome.asExpected()) {
      progress().println("        " + one.description());
      progress().println("        " + outcome.difference());
    }
  }

  /** Prints the table, or the object. */
  void summary(List<Outcome> outcomes) {
    if (json) {
      Json.print(terminal.out(), object(outcomes));
      return;
    }
    PrintStream out = terminal.out();
    Map<String, long[]> verdicts = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      long[] counts = verdicts.computeIfAbsent(outcome.verdictText(), name -> new long[2]);
      counts[outcome.specimen().kind() == Kind.CHEAT ? 0 : 1]++;
    }
    out.printf("%n%-16s  %6s  %6s%n", "verdict", "cheats", "honest");
    verdicts.forEach(
        (verdict, counts) -> out.printf("%-16s  %6d  %6d%n", verdict, counts[0], counts[1]));
    out.printf(
        "%n%d of %d cheats refused as they must be, %d of %d honest candidates passed%n",
        asExpected(outcomes, Kind.CHEAT),
        count(Kind.CHEAT),
        asExpected(outcomes, Kind.HONEST),
        count(Kind.HONEST));
  }

  private Map<String, Object> object(List<Outcome> outcomes) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("cheats", count(Kind.CHEAT));
    object.put("refused", asExpected(outcomes, Kind.CHEAT));
    object.put("honest", count(Kind.HONEST));
    object.put("passed", asExpected(outcomes, Kind.HONEST));
    object.put("candidates", outcomes.stream().map(RedteamReport::object).toList());
    return object;
  }

  private static Map<String, Object> object(Outcome outcome) {
    Map<String, Object> object = object(outcome.specimen());
    object.put("verdict", outcome.verdictText());
    object.put("message", outcome.message());
    object.put("asExpected", outcome.asExpected());
    object.put("seconds", Math.round(outcome.seconds() * 1000) / 1000.0);
    return object;
  }

  private static Map<String, Object> object(Specimen specimen) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", specimen.file());
    object.put("task", specimen.task());
    object.put("kind", specimen.kind().toString());
    object.put("pattern", specimen.pattern().code());
    object.put("description", specimen.description());
    object.put("expected", specimen.expectedText());
    return object;
  }

  private static long asExpected(List<Outcome> outcomes, Kind kind) {
    return outcomes.stream()
        .filter(outcome -> outcome.specimen().kind() == kind && outcome.asExpected())
        .count();
  }

  private long count(Kind kind) {
    return specimens.stream().filter(specimen -> specimen.kind() == kind).count();
  }

  /** Returns where lines go while candidates are proven: standard output is one object or none. */
  private PrintStream progress() {
    return json ? terminal.err() : terminal.out();
  }
}

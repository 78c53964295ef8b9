package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.redteam.HardwareOutcome;
import dev.warpsmith.kernelbench.redteam.HardwareOutcome.Sight;
import dev.warpsmith.kernelbench.redteam.Outcome;
import dev.warpsmith.kernelbench.redteam.Specimen;
import dev.warpsmith.kernelbench.redteam.Specimen.Kind;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
  void begin(List<Devices.Choice> choices) {
    progress()
        .printf(
            "%d cheats and %d honest candidates on %s (%s)%n",
            count(Kind.CHEAT),
            count(Kind.HONEST),
            choices.stream().map(Devices.Choice::id).collect(Collectors.joining(", ")),
            choices.get(0).reason());
  }

  /** Prints an outcome's line. */
  void finished(Outcome outcome) {
    line(outcome, outcome.asExpected(), String.format(Locale.ROOT, "%5.1f s", outcome.seconds()));
    if (!outcome.asExpected()) {
      problem(outcome.specimen(), outcome.difference());
    }
  }

  /** Prints a line with the verdict, and what the GPU alone says. */
  void finished(HardwareOutcome outcome) {
    String alone =
        String.format(
            Locale.ROOT,
            "%-16s  %5.1f s  %s",
            outcome.alone().verdictText(),
            outcome.alone().seconds(),
            outcome.sight().text());
    line(outcome.judged(), outcome.asExpected(), alone);
    if (!outcome.asExpected()) {
      problem(outcome.specimen(), outcome.difference());
    }
  }

  private void line(Outcome outcome, boolean asExpected, String more) {
    done++;
    Palette palette = json ? terminal.errPalette() : terminal.outPalette();
    Specimen one = outcome.specimen();
    progress()
        .printf(
            Locale.ROOT,
            "%3d/%d  %s  %-6s  %-4s %-" + width + "s  %-16s  %s%n",
            done,
            specimens.size(),
            asExpected ? palette.good("PASS") : palette.bad("FAIL"),
            one.kind(),
            one.pattern().code(),
            one.file(),
            outcome.verdictText(),
            more);
  }

  private void problem(Specimen one, String difference) {
    progress().println("        " + one.description());
    progress().println("        " + difference);
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

  /** Prints what the gates refuse on GPUs, and how much of that the GPUs alone have seen. */
  void summaryOnHardware(List<HardwareOutcome> outcomes) {
    List<Outcome> judged = outcomes.stream().map(HardwareOutcome::judged).toList();
    if (json) {
      Map<String, Object> object = object(judged);
      object.put("sights", sights(outcomes));
      object.put("candidates", outcomes.stream().map(RedteamReport::object).toList());
      Json.print(terminal.out(), object);
      return;
    }
    summary(judged);
    terminal.out().println();
    sights(outcomes).forEach((text, count) -> terminal.out().printf("%4d %s%n", count, text));
    outcomes.stream()
        .filter(outcome -> outcome.sight() == Sight.UNSEEN)
        .forEach(
            outcome ->
                terminal
                    .out()
                    .printf(
                        "     %-" + width + "s  %s%n",
                        outcome.specimen().file(),
                        outcome.specimen().onHardware().unseen()));
  }

  /** Counts what the GPUs alone have shown, by its words, in the order of {@link Sight}. */
  static Map<String, Long> sights(List<HardwareOutcome> outcomes) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Sight sight : Sight.values()) {
      long count = outcomes.stream().filter(outcome -> outcome.sight() == sight).count();
      if (count > 0) {
        counts.put(sight.text(), count);
      }
    }
    return counts;
  }

  /** Returns an outcome's fields. */
  static Map<String, Object> object(HardwareOutcome outcome) {
    Map<String, Object> object = object(outcome.judged());
    object.put("asExpected", outcome.asExpected());
    Map<String, Object> alone = new LinkedHashMap<>();
    alone.put("expected", outcome.specimen().onHardware().text());
    alone.put("verdict", outcome.alone().verdictText());
    alone.put("message", outcome.alone().message());
    alone.put("sight", outcome.sight().text());
    alone.put("seconds", Math.round(outcome.alone().seconds() * 1000) / 1000.0);
    object.put("hardwareAlone", alone);
    return object;
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
    object.put("onHardware", specimen.onHardware().text());
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

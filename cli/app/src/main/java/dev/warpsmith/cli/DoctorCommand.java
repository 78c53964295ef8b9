package dev.warpsmith.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks whether this machine has what Warpsmith needs. */
@Command(
    name = "doctor",
    description = "Check this machine, compile a kernel, and show where settings come from.",
    footerHeading = "%nExample:%n",
    footer = {"  warpsmith doctor", "", "Exit code 3 says that something needed is missing."})
final class DoctorCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();

  private final Terminal terminal;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Settings settings = Settings.read(terminal.environment());
    List<HealthCheck> checks = new ArrayList<>(HealthCheck.all(settings));
    HealthCheck.python(settings).ifPresent(checks::add);
    boolean well = checks.stream().allMatch(check -> check.ok() || !check.needed());
    if (options.json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("ok", well);
      result.put("checks", checks);
      result.put("settings", rows(settings));
      Json.print(terminal.out(), result);
    } else {
      checks.forEach(this::print);
      terminal.out().println();
      print(settings);
    }
    return (well ? ExitCode.DONE : ExitCode.ENVIRONMENT).number();
  }

  private void print(HealthCheck check) {
    Palette palette = terminal.outPalette();
    String state =
        check.ok()
            ? palette.good("ok     ")
            : check.needed() ? palette.bad("missing") : palette.dim("none   ");
    terminal.out().println(String.format("%-14s", check.name()) + state + "  " + check.detail());
    if (!check.remedy().isEmpty()) {
      terminal.out().println(" ".repeat(23) + check.remedy());
    }
  }

  private void print(Settings settings) {
    for (Setting setting : Setting.values()) {
      Settings.Value value = settings.value(setting);
      terminal
          .out()
          .println(
              String.format("%-18s%-16s", setting.key(), value.text())
                  + terminal.outPalette().dim("from " + value.origin() + "; " + setting.meaning()));
    }
  }

  /** A setting as JSON. */
  private record Row(String key, String value, String origin) {}

  private static List<Row> rows(Settings settings) {
    List<Row> rows = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      Settings.Value value = settings.value(setting);
      rows.add(new Row(setting.key(), value.text(), value.origin()));
    }
    return rows;
  }
}

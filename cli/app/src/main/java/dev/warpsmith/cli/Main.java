package dev.warpsmith.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/** Starts a command and turns its end into an exit code. */
public final class Main {
  private Main() {}

  /** Runs the process. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.ofProcess();
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      terminal.out().println(Version.line());
      return;
    }
    System.exit(run(terminal, args));
  }

  /** Runs one command line against the given terminal and returns its exit code. */
  static int run(Terminal terminal, String... args) {
    return commandLine(terminal).execute(args);
  }

  /** Returns the whole command tree. */
  static CommandLine commandLine(Terminal terminal) {
    CommandLine root = new CommandLine(new WarpsmithCommand(terminal));
    commands(terminal).forEach(root::addSubcommand);
    root.addSubcommand(
        "metrics",
        new CommandLine(new MetricsCommand())
            .addSubcommand("select", new MetricsSelectCommand(terminal)));
    root.addSubcommand(
        "model",
        new CommandLine(new ModelCommand())
            .addSubcommand("validate", new ModelValidateCommand(terminal))
            .addSubcommand("measure", new ModelMeasureCommand(terminal)));
    root.addSubcommand(
        "kernelbench",
        new CommandLine(new KernelBenchCommand())
            .addSubcommand("prove", new KernelBenchProveCommand(terminal))
            .addSubcommand("verify", new KernelBenchVerifyCommand(terminal)));
    root.addSubcommand(
        "setup",
        new CommandLine(new SetupCommand())
            .addSubcommand("torch", new SetupTorchCommand(terminal)));
    root.setOut(writer(terminal.out()));
    root.setErr(writer(terminal.err()));
    root.setColorScheme(
        new ColorScheme.Builder(
                CommandLine.Help.defaultColorScheme(
                    terminal.outPalette().enabled() ? Ansi.ON : Ansi.OFF))
            .build());
    root.setUsageHelpWidth(100);
    Failures failures = new Failures(terminal);
    root.setParameterExceptionHandler(failures::onParameter);
    root.setExecutionExceptionHandler(failures::onExecution);
    return root;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static Map<String, Object> commands(Terminal terminal) {
    Map<String, Object> commands = new LinkedHashMap<>();
    commands.put("optimize", new OptimizeCommand(terminal));
    commands.put("suite", new SuiteCommand(terminal));
    commands.put("check", new CheckCommand(terminal));
    commands.put("profile", new ProfileCommand(terminal));
    commands.put("bench", new BenchCommand(terminal));
    commands.put("regress", new RegressCommand(terminal));
    commands.put("redteam", new RedteamCommand(terminal));
    commands.put("report", new ReportCommand(terminal));
    commands.put("verify", new VerifyCommand(terminal));
    commands.put("replay", new ReplayCommand(terminal));
    commands.put("export", new ExportCommand(terminal));
    commands.put("tasks", new TasksCommand(terminal));
    commands.put("devices", new DevicesCommand(terminal));
    commands.put("doctor", new DoctorCommand(terminal));
    commands.put("gpu-check", new GpuCheckCommand(terminal));
    return commands;
  }
}

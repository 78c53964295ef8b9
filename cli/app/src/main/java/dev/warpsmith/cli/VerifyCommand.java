package dev.warpsmith.cli;

import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.optimizer.RunSettings;
import dev.warpsmith.optimizer.verify.Claim;
import dev.warpsmith.optimizer.verify.Claim.Outcome;
import dev.warpsmith.optimizer.verify.Verification;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves the claim of a run again. */
@Command(
    name = "verify",
    description =
        "Prove a run's claim again on this machine, from its folder or its evidence.json alone.",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith verify runs/softmax/20261123-101500",
      "  warpsmith verify evidence.json --json",
      "",
      "Exit code 1 says that something that the run claims did not hold."
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Parameters(
      paramLabel = "<run>",
      description = "A run's folder, or an evidence bundle: the evidence.json of a run.")
  Path run = Path.of("");

  @Option(
      names = "--device",
      paramLabel = "<id>",
      description = "Where it is proven. Default: the device of the claim.")
  Optional<String> device = Optional.empty();

  @Option(
      names = "--fresh-seed",
      paramLabel = "<n>",
      description = "Seed of inputs that the run had not met. Default: drawn anew.")
  Optional<Long> freshSeed = Optional.empty();

  private final Terminal terminal;

  VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    long fresh = freshSeed.orElseGet(() -> 1L + new SecureRandom().nextInt(Integer.MAX_VALUE - 1));
    if (fresh < 0) {
      throw CommandException.usage("--fresh-seed is " + fresh + "; expected 0 or more");
    }
    Verification.Read read = Verification.read(run);
    Settings settings =
        Settings.read(terminal.environment())
            .with(Setting.DEVICE, Optional.of(device.orElse(read.bundle().settings().device())));
    GateLine gates = new GateLine(terminal);
    Verification found =
        Verification.of(read, new Workbench(settings, read.bundle().task()), fresh, gates);
    gates.clear();
    if (options.json) {
      Json.print(terminal.out(), found.toJson());
    } else {
      print(found);
    }
    return (found.held() ? ExitCode.DONE : ExitCode.FAILED).number();
  }

  private void print(Verification found) {
    RunSettings settings = found.bundle().settings();
    RoundRecord.Time time = found.bundle().time();
    Palette palette = terminal.outPalette();
    terminal
        .out()
        .println(
            palette.bold(settings.task())
                + String.format(
                    Locale.ROOT,
                    " on %s: claimed %s, %s the speed of the %s kernels",
                    settings.device(),
                    RoundLine.time(time.micros()),
                    RoundLine.factor(time.speedup()),
                    found.bundle().baseline().kind()));
    terminal
        .out()
        .println(
            palette.dim("recorded seed " + settings.seed() + ", fresh seed " + found.freshSeed()));
    terminal.out().println();
    found.claims().forEach(this::print);
    terminal.out().println();
    terminal.out().println(summary(found, palette));
  }

  private void print(Claim claim) {
    Palette palette = terminal.outPalette();
    String outcome = String.format("%-20s", claim.outcome());
    String shown =
        switch (claim.outcome()) {
          case HELD -> palette.good(outcome);
          case DID_NOT_HOLD -> palette.bad(outcome);
          case COULD_NOT_BE_CHECKED -> palette.dim(outcome);
        };
    terminal.out().println(String.format("%-29s", claim.name()) + shown + "  " + claim.detail());
  }

  private static String summary(Verification found, Palette palette) {
    String counts =
        String.format(
            Locale.ROOT,
            ": %d claims held, %d did not, %d could not be checked",
            found.count(Outcome.HELD),
            found.count(Outcome.DID_NOT_HOLD),
            found.count(Outcome.COULD_NOT_BE_CHECKED));
    return (found.held()
            ? palette.bold(palette.good("Verified"))
            : palette.bold(palette.bad("Not verified")))
        + counts;
  }
}

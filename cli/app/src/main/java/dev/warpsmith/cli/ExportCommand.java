package dev.warpsmith.cli;

import dev.warpsmith.coder.llm.Secrets;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunRecord;
import dev.warpsmith.optimizer.export.ExportFormat;
import dev.warpsmith.optimizer.export.ExportFormats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a run in another program's format. */
@Command(
    name = "export",
    description = "Write a run for study, training or another program, without secrets.",
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith export runs/softmax/20261123-101500 --format jsonl --out softmax.jsonl",
      "  warpsmith export runs/12_Gemm/20261123-101500 --format pytorch --module 12_Gemm.py -o new.py",
      "",
      "jsonl: each line has kind (call or round), run, task, device, clock and round.",
      "  call   role, model, prompt [{role, content}], reply, finish, usage, usd, seconds,",
      "         superseded (a later call of the round replaced it); and of the candidate that it led",
      "         to (the Judge's: the next round's) candidate, verdict, reward, gain",
      "  round  coder, judge, from, asked, source, candidate, verdict, reward, gain, message,",
      "         evidence, micros, speedOfLight, bound, best",
      "  reward is the speedup over the naive kernels, 0 if refused; gain that over the candidate",
      "  that it was made from. Keys in this environment and what looks like one become ***.",
      "pytorch: the best candidate as a class ModelNew with an inline CUDA extension, made for the",
      "  run's sizes, for KernelBench's evaluation."
    })
final class ExportCommand implements Callable<Integer> {
  /** Lists the formats in the help. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return formats(Optional.empty()).names().iterator();
    }
  }

  @Mixin GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "<run>", description = "The run's folder.")
  Path folder = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "<name>",
      completionCandidates = Formats.class,
      description = "One of: ${COMPLETION-CANDIDATES}. Default: jsonl.")
  String format = "jsonl";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "<file>",
      description = "Where it is written. Default: standard output.")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--module",
      paramLabel = "<file.py>",
      description =
          "For pytorch: the problem's file. ModelNew then derives from its Model, so that it has the"
              + " same weights. Without it, forward takes all of the task's inputs.")
  Optional<Path> module = Optional.empty();

  private final Terminal terminal;

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ExportFormats formats = formats(module);
    ExportFormat chosen = formats.of(format).orElseThrow(() -> unknown(formats));
    if (module.isPresent() && !(chosen instanceof PyTorchFormat)) {
      throw CommandException.usage("--module goes with --format pytorch");
    }
    if (options.json && out.isEmpty()) {
      throw CommandException.usage("--json needs --out <file>: standard output has one object");
    }
    Secrets.rememberAll(terminal.environment());
    RunRecord run = RunFolder.read(folder);
    String text = Secrets.scrubAll(chosen.text(run));
    if (chosen instanceof PyTorchFormat pytorch) {
      terminal.err().println(pytorch.advice(run));
    }
    if (out.isEmpty()) {
      terminal.out().print(text);
      return ExitCode.DONE.number();
    }
    write(out.get(), text);
    long lines = text.lines().count();
    if (options.json) {
      Json.print(
          terminal.out(), Map.of("format", format, "file", out.get().toString(), "lines", lines));
    } else {
      terminal.out().println(out.get() + ": " + lines + (lines == 1 ? " line" : " lines"));
    }
    return ExitCode.DONE.number();
  }

  private CommandException unknown(ExportFormats formats) {
    return CommandException.usage(
        "--format is '"
            + format
            + "'"
            + Spelling.hint(format, formats.names())
            + "; expected "
            + formats.described());
  }

  private static ExportFormats formats(Optional<Path> module) {
    return ExportFormats.with(new PyTorchFormat(module));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}

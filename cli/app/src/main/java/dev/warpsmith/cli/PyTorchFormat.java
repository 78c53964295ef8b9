package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernelbench.torch.module.ModelNewFile;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.optimizer.RunFolderException;
import dev.warpsmith.optimizer.RunRecord;
import dev.warpsmith.optimizer.export.ExportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The best candidate of a run as a PyTorch module with the class {@code ModelNew}.
 *
 * @param module the file with the class {@code Model} whose weights {@code ModelNew} takes
 */
record PyTorchFormat(Optional<Path> module) implements ExportFormat {
  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public String meaning() {
    return "the best candidate as KernelBench's ModelNew, an inline CUDA extension";
  }

  @Override
  public String text(RunRecord run) {
    String source =
        run.bestSource()
            .orElseThrow(
                () ->
                    new RunFolderException(
                        run.folder()
                            + " has no candidate that passed; go on with: warpsmith"
                            + " optimize --resume "
                            + run.folder()));
    Task task = TaskReader.read(NewRun.argument(run.folder(), run.settings()));
    Candidate candidate = Candidates.parse("best.cu", source);
    return new ModelNewFile(task, candidate, module.map(PyTorchFormat::read), facts(run)).text();
  }

  /** Returns what its user must know of how the task's inputs reach forward. */
  String advice(RunRecord run) {
    Task task = TaskReader.read(NewRun.argument(run.folder(), run.settings()));
    List<String> names =
        task.inputs().stream().map(TaskInput::tensor).map(tensor -> tensor.name()).toList();
    return module.isPresent()
        ? "ModelNew derives from Model, whose weights it draws and uses"
        : "forward takes "
            + String.join(", ", names)
            + "; for a module with weights, name its"
            + " file: --module problem.py";
  }

  private static List<String> facts(RunRecord run) {
    String device = run.settings().device();
    String said = device.startsWith("emulated") ? "modelled" : "measured";
    return run.best().flatMap(RoundRecord::time).stream()
        .map(
            time ->
                String.format(
                    Locale.ROOT,
                    "Run %s: every gate passed on %s, %.2f us %s, %.2fx the naive kernels' speed.",
                    run.folder().getFileName(),
                    device,
                    time.micros(),
                    said,
                    time.speedup()))
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw CommandException.usage(
          "--module " + file + " cannot be read: " + e.getMessage() + "; give a KernelBench file");
    }
  }
}

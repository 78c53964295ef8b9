package dev.warpsmith.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.optimizer.Budget;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunSettings;
import dev.warpsmith.optimizer.TaskText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a new run is asked to do.
 *
 * <p>A task that is a file is copied into the run's folder, so that the run can go on when the file
 * has changed.
 */
record NewRun(Settings settings, String argument, Budget budget, double minGain, long seed) {

  /** Checks the settings before anything is opened. */
  static NewRun of(Settings settings, String argument) {
    settings.metrics(); // a bad file is said before a folder is made
    KeptMemory.require(settings);
    return new NewRun(
        settings,
        argument,
        LimitOptions.budget(settings),
        settings.number(Setting.MIN_GAIN, 1),
        settings.integer(Setting.SEED, 0));
  }

  /** Makes the run's folder. */
  RunFolder create(Task task, Wiring wiring) {
    RunFolder folder =
        RunFolder.create(
            Path.of(settings.text(Setting.RUNS)),
            task.name(),
            LocalDateTime.now(ZoneId.systemDefault()));
    fill(folder, task, wiring);
    return folder;
  }

  /** Writes what a run begins with into its folder. */
  void fill(RunFolder folder, Task task, Wiring wiring) {
    String kept = keep(folder);
    KeptMetrics.keep(settings, folder);
    KeptMemory.keep(settings, folder, task, wiring.device().spec());
    folder.write(
        new RunSettings(
            task.name(),
            kept,
            TaskText.of(folder.path(), kept).sha256(),
            wiring.choice().id(),
            settings.text(Setting.CODER),
            settings.text(Setting.JUDGE),
            seed,
            budget,
            minGain,
            TeamOptions.kept(settings),
            wiring.versions()),
        new ObjectMapper().valueToTree(wiring.device().spec()));
  }

  private String keep(RunFolder folder) {
    Path file = Path.of(argument);
    if (!Files.isRegularFile(file)) {
      return argument;
    }
    try {
      String name = "task/" + file.getFileName();
      folder.writeAtomically(name, Files.readString(file));
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Returns what reads the task of a run again. */
  static String argument(RunFolder folder) {
    return argument(folder.path(), folder.settings());
  }

  static String argument(Path folder, RunSettings settings) {
    String argument = settings.argument();
    Path kept = folder.resolve(argument);
    return Files.isRegularFile(kept) ? kept.toString() : argument;
  }

  /** Gives a run another budget, where the user asked for one. */
  static void extend(RunFolder folder, Settings flags, LimitOptions limits) {
    RunSettings old = folder.settings();
    Budget extended =
        limits.extended(old.budget(), flags.with(Setting.JUDGE, Optional.of(old.judge())));
    if (!extended.equals(old.budget())) {
      folder.rewrite(old.with(extended));
    }
  }

  /** Refuses to mix results of different compilers, emulators or models in one run. */
  static void requireSameTools(RunSettings settings, Wiring wiring) {
    Map<String, String> now = wiring.versions();
    for (String tool : List.of("nvcc", "device", "model")) {
      String before = settings.versions().getOrDefault(tool, "");
      if (!before.equals(now.get(tool))) {
        throw CommandException.environment(
            "the run was begun with "
                + tool
                + " "
                + before
                + ", here it is "
                + now.get(tool)
                + ": their results cannot be compared; begin a new run");
      }
    }
  }
}

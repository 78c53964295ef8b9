package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.UnknownTaskException;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.optimizer.suite.KernelBenchProblems;
import dev.warpsmith.optimizer.suite.SuiteFolder;
import dev.warpsmith.optimizer.suite.SuiteRow;
import dev.warpsmith.optimizer.suite.SuiteRow.State;
import dev.warpsmith.optimizer.suite.SuiteTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The tasks that the words of a command line stand for.
 *
 * @param settings that name a Python, for PyTorch modules
 * @param arguments what reads each task, without repetition
 */
record SuiteSelection(Settings settings, List<String> arguments) {
  private static final String BUILT_IN = "builtin";
  private static final String FILES = "files";
  private static final String MODULE = ".py";
  private static final String TASK_FILE = ".*\\.(cu|json|py)";

  SuiteSelection {
    arguments = List.copyOf(new LinkedHashSet<>(arguments));
  }

  /**
   * Finds tasks: sets, built-in names, files, and the files of folders.
   *
   * @param problems of KernelBench, asked for where its set is named
   * @param files where those of them are that are not built in
   */
  static SuiteSelection of(
      Settings settings,
      List<String> words,
      Supplier<KernelBenchProblems> problems,
      ProblemFiles files) {
    List<String> arguments = new ArrayList<>();
    for (String word : words) {
      if (word.equals(BUILT_IN)) {
        BuiltInTasks.all().forEach(task -> arguments.add(task.name()));
      } else if (word.equals(KernelBenchProblems.SET)) {
        problems.get().names().stream().map(files::argument).forEach(arguments::add);
      } else if (Files.isDirectory(Path.of(word))) {
        arguments.addAll(files(Path.of(word)));
      } else {
        arguments.add(known(settings, word));
      }
    }
    return new SuiteSelection(settings, arguments);
  }

  /** Refuses at once what is neither a name nor a file: it is a slip of the keyboard. */
  private static String known(Settings settings, String word) {
    boolean file = word.toLowerCase(Locale.ROOT).matches(TASK_FILE);
    if (file && !Files.isRegularFile(Path.of(word))) {
      throw CommandException.usage("no task file '" + word + "'");
    }
    if (!file && KernelBenchProblems.level(word).isEmpty()) {
      Tasks.read(settings, word);
    }
    return word;
  }

  private static List<String> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      List<String> files =
          all.filter(Files::isRegularFile)
              .map(Path::toString)
              .filter(file -> file.toLowerCase(Locale.ROOT).matches(TASK_FILE))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw CommandException.usage(
            "folder '" + folder + "' has no task; expected .cu, .json or .py files in it");
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Returns a row for each task, with what is known before anything runs; keeps the files. */
  List<SuiteRow> rows(SuiteFolder suite) {
    List<SuiteRow> rows = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String argument : arguments) {
      rows.add(row(argument, suite, names));
    }
    return rows;
  }

  private SuiteRow row(String argument, SuiteFolder suite, Set<String> names) {
    boolean file = Files.isRegularFile(Path.of(argument));
    State state = State.WAITING;
    String reason = "";
    String name = file ? String.valueOf(Path.of(argument).getFileName()) : argument;
    try {
      String own = name(argument);
      name = file ? own : argument;
    } catch (UnknownTaskException e) {
      state = State.UNAVAILABLE;
      reason =
          KernelBenchProblems.level(argument).isPresent()
              ? "not built in; name a checkout of KernelBench by --checkout"
              : String.valueOf(e.getMessage());
    } catch (SourceException e) {
      state = State.FAILED;
      reason = String.valueOf(e.getMessage());
    }
    String unique = unique(name, names);
    String folder = SuiteTask.folder(unique);
    String kept = file ? keep(Path.of(argument), suite.path().resolve(folder)) : argument;
    SuiteTask task = new SuiteTask(unique, group(argument, file), kept, folder);
    return SuiteRow.without(task, state, reason);
  }

  /**
   * Returns a task's own name; a PyTorch module, which is traced when its turn comes, has its
   * file's.
   */
  private String name(String argument) {
    return argument.toLowerCase(Locale.ROOT).endsWith(MODULE)
        ? String.valueOf(Path.of(argument).getFileName()).replaceFirst("(?i)\\.py$", "")
        : Tasks.read(settings, argument).name();
  }

  private static String group(String argument, boolean file) {
    return ProblemFiles.level(argument)
        .map(level -> "level " + level)
        .orElse(file ? FILES : BUILT_IN);
  }

  /** Returns a name whose folder no other task has. */
  private static String unique(String name, Set<String> folders) {
    String unique = name;
    for (int i = 2; !folders.add(SuiteTask.folder(unique)); i++) {
      unique = name + "-" + i;
    }
    return unique;
  }

  /** Copies a task's file to where its run keeps it. */
  private static String keep(Path file, Path folder) {
    String name = "task/" + file.getFileName();
    try {
      Path copy = folder.resolve(name);
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + file + ": " + e.getMessage(), e);
    }
  }
}

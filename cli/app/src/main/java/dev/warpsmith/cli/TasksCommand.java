package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernels.Spelling;
import dev.warpsmith.optimizer.suite.KernelBenchProblems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the built-in tasks. */
@Command(
    name = "tasks",
    description = "List the built-in tasks. Your own: an annotated .cu or an operator graph .json.",
    footerHeading = "%nExample:%n",
    footer = {"  warpsmith tasks", "  warpsmith tasks kernelbench", "  warpsmith optimize softmax"})
final class TasksCommand implements Callable<Integer> {
  private static final List<String> SETS = List.of(KernelBenchProblems.SET);

  @Mixin GlobalOptions options = new GlobalOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "<set>",
      description = "List a set of further built-in tasks instead: kernelbench.")
  Optional<String> set = Optional.empty();

  private final Terminal terminal;

  TasksCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<BuiltInTasks.Entry> tasks = set.map(TasksCommand::ofSet).orElseGet(BuiltInTasks::all);
    if (options.json) {
      Json.print(terminal.out(), Map.of("tasks", tasks));
      return ExitCode.DONE.number();
    }
    int width = tasks.stream().mapToInt(task -> task.name().length()).max().orElse(0);
    Palette palette = terminal.outPalette();
    for (BuiltInTasks.Entry task : tasks) {
      String name = String.format("%-" + width + "s", task.name());
      terminal.out().println(palette.bold(name) + "  " + task.description());
    }
    return ExitCode.DONE.number();
  }

  private static List<BuiltInTasks.Entry> ofSet(String name) {
    if (!name.equals(KernelBenchProblems.SET)) {
      throw CommandException.usage(
          "no set of tasks '" + name + "'" + Spelling.hint(name, SETS) + " (known: kernelbench)");
    }
    return BuiltInTasks.set(name);
  }
}

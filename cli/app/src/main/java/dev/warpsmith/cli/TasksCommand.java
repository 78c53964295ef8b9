package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the built-in tasks. */
@Command(
    name = "tasks",
    description = "List the built-in tasks. Your own: an annotated .cu or an operator graph .json.",
    footerHeading = "%nExample:%n",
    footer = {"  warpsmith tasks", "  warpsmith optimize softmax"})
final class TasksCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();

  private final Terminal terminal;

  TasksCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<BuiltInTasks.Entry> tasks = BuiltInTasks.all();
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
}

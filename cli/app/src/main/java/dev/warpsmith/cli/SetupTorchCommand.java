package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.torch.PythonTorch;
import dev.warpsmith.kernelbench.torch.TorchSetup;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the private virtual environment that reads PyTorch modules. */
@Command(
    name = "torch",
    description = {
      "Make a private virtual environment with PyTorch, in Warpsmith's cache folder.",
      "PyTorch modules (.py) are read with it, unless --python or WARPSMITH_PYTHON names another."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  warpsmith setup torch",
      "  warpsmith setup torch --cpu      # a tenth of the download; enough where there is no GPU"
    })
final class SetupTorchCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--base",
      paramLabel = "<exe>",
      description = "The Python that it is made of. Default: ${DEFAULT-VALUE}.")
  String base = "python3";

  @Option(
      names = "--cpu",
      description = "Take PyTorch without CUDA, from " + TorchSetup.CPU_INDEX + ".")
  boolean cpu;

  private final Terminal terminal;

  SetupTorchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path folder = Tasks.privatePython();
    PythonTorch made =
        new TorchSetup(base, folder, cpu ? TorchSetup.CPU_INDEX : "")
            .make(step -> terminal.err().println("making " + step));
    if (options.json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("python", made.executable());
      result.put("pythonVersion", made.python());
      result.put("torch", made.torch());
      Json.print(terminal.out(), result);
    } else {
      terminal
          .out()
          .println(made.label() + ", Python " + made.python() + " (" + made.executable() + ")");
    }
    return ExitCode.DONE.number();
  }
}

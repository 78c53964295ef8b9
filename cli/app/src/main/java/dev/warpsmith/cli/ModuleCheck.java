package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.ForeignCheck;
import dev.warpsmith.kernelbench.evaluation.ForeignEvaluation;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.torch.Checkout;
import dev.warpsmith.kernelbench.torch.ForeignPython;
import dev.warpsmith.kernelbench.torch.KernelBenchOpinion;
import dev.warpsmith.kernelbench.torch.ModelFile;
import dev.warpsmith.kernelbench.torch.ModelNew;
import dev.warpsmith.kernelbench.torch.ModelScreen;
import dev.warpsmith.kernelbench.torch.ModuleOracle;
import dev.warpsmith.kernelbench.torch.TracedModel;
import dev.warpsmith.kernelbench.torch.WorkerSession;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks a file's {@code ModelNew} against the problem whose {@code Model} it replaces. */
final class ModuleCheck {
  /** PyTorch on the CPU: no times, and of modules only those without CUDA. */
  static final String CPU = "cpu-torch";

  private static final Pattern BUILT_IN = Pattern.compile("kernelbench/(\\d+)/(\\d+)");

  private final Settings settings;
  private final Optional<Path> checkout;
  private final GateTimes gates;

  /**
   * @param checkout of KernelBench, where built-in names are looked up
   */
  ModuleCheck(Settings settings, Optional<Path> checkout, GateTimes gates) {
    this.settings = settings;
    this.checkout = checkout;
    this.gates = gates;
  }

  /**
   * What was found.
   *
   * @param flags of the file's text, which refuse nothing
   * @param device on which it ran
   * @param seed with which it can be checked again
   */
  record Found(
      ForeignEvaluation evaluation,
      List<String> flags,
      KernelBenchOpinion opinion,
      String device,
      long seed) {}

  /** Tells whether a candidate is a PyTorch module. */
  static boolean isModule(Path candidate) {
    return candidate.toString().endsWith(".py");
  }

  /** Checks it. */
  Found check(String task, Path candidate) {
    if (!Files.isRegularFile(candidate)) {
      throw CommandException.usage(
          "no candidate file '" + candidate + "'; expected a .py file with a class ModelNew");
    }
    Path problem = problem(task);
    String device = device();
    String python = Tasks.python(settings);
    try (WorkerSession session = WorkerSession.open(python)) {
      TracedModel model = new ModelFile(problem).trace(session);
      List<String> flags = ModelScreen.flags(session, candidate);
      String torch = device.equals(CPU) ? "cpu" : device;
      if (device.equals(CPU)) {
        return found(python, torch, session, model, candidate, flags, Optional.empty());
      }
      try (Device gpu = Devices.installed().open(device);
          TorchRivals rivals = TorchRivals.start(python, gpu)) {
        ForeignCheck.Hardware on =
            new ForeignCheck.Hardware(
                gpu.spec(), gpu.timer().orElseThrow(), rivals, ModelScreen.kernels(candidate));
        return found(python, torch, session, model, candidate, flags, Optional.of(on));
      }
    }
  }

  private Found found(
      String python,
      String device,
      WorkerSession session,
      TracedModel model,
      Path candidate,
      List<String> flags,
      Optional<ForeignCheck.Hardware> on) {
    long seed = seed();
    Judged judged = judged(python, device, session, model, candidate, seed, on);
    KernelBenchOpinion opinion =
        KernelBenchOpinion.of(python, device, model, candidate, judged.size());
    return new Found(judged.evaluation(), flags, opinion, device, seed);
  }

  /** A verdict, and the size that decided. */
  private record Judged(ForeignEvaluation evaluation, Bindings size) {}

  private Judged judged(
      String python,
      String device,
      WorkerSession session,
      TracedModel model,
      Path candidate,
      long seed,
      Optional<ForeignCheck.Hardware> on) {
    Task task = model.task();
    ModuleOracle own = new ModuleOracle(session, model, task.graph().orElseThrow()).inOwnTypes();
    ForeignPython.Limits limits = ForeignPython.Limits.standard();
    try (ForeignPython apart = ForeignPython.start(python, device, limits);
        ForeignCheck check =
            new ForeignCheck(
                task,
                EvaluationSettings.of(seed),
                new ModelNew(apart, session, model, candidate),
                own,
                on)) {
      return new Judged(check.check(gates), check.decisive());
    }
  }

  /** A seed that nobody knows before, unless one is asked for. */
  private long seed() {
    return settings.value(Setting.SEED).origin().equals("default")
        ? 1L + new SecureRandom().nextInt(Integer.MAX_VALUE - 1)
        : settings.integer(Setting.SEED, 0);
  }

  private Path problem(String task) {
    if (task.endsWith(".py")) {
      return Path.of(task);
    }
    Matcher name = BUILT_IN.matcher(task);
    if (!name.matches() || checkout.isEmpty()) {
      throw CommandException.usage(
          "task '"
              + task
              + "' has no PyTorch module, without which a ModelNew cannot be built; give the"
              + " problem's .py file, or kernelbench/1/23 with --kernelbench <checkout>");
    }
    int level = Integer.parseInt(name.group(1));
    int number = Integer.parseInt(name.group(2));
    return new Checkout(checkout.get())
        .problems(level).stream()
            .filter(problem -> problem.number() == number)
            .findFirst()
            .orElseThrow(
                () ->
                    CommandException.usage(
                        "the checkout '" + checkout.get() + "' has no problem " + task))
            .file();
  }

  private String device() {
    String wanted = settings.text(Setting.DEVICE);
    if (wanted.equals(CPU)) {
      return CPU;
    }
    Devices devices = Devices.installed();
    String id = devices.choose(wanted).id();
    if (Devices.isHardware(id)) {
      return id;
    }
    if (wanted.equals(Devices.AUTO)) {
      throw CommandException.environment(
          "a PyTorch module needs a GPU: "
              + devices.cudaReason()
              + "; use --device "
              + CPU
              + " for a module that runs on the CPU (it is not timed)");
    }
    throw CommandException.usage(
        "--device is '"
            + wanted
            + "', which runs device code and no Python; expected cuda:<number> or "
            + CPU);
  }
}

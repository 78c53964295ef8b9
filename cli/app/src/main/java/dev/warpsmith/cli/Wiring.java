package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.Baseline;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.EvaluationMemory;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Evaluator;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.optimizer.Prover;
import dev.warpsmith.profiler.model.ModelledClock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An open device, the compiler and the evaluator of one task.
 *
 * @param choice the device's id and why it was taken
 */
record Wiring(
    Devices.Choice choice,
    Device device,
    LockedClocks clocks,
    NvccCompiler compiler,
    Evaluator evaluator)
    implements AutoCloseable {
  /** Opens what the settings name. */
  static Wiring open(Settings settings, Task task) {
    NvccCompiler compiler = NvccCompiler.standard();
    Devices devices = Devices.installed();
    Devices.Choice choice = devices.choose(settings.text(Setting.DEVICE));
    Device device = devices.open(choice.id());
    long seed = settings.integer(Setting.SEED, 0);
    return new Wiring(
        choice,
        device,
        locked(settings, device),
        compiler,
        new Evaluator(
            task,
            device,
            sanitizer(device),
            compiler::compile,
            EvaluationSettings.of(seed),
            device.measuresTime() ? Optional.of(Tools.of(settings)) : Optional.empty()));
  }

  private static LockedClocks locked(Settings settings, Device device) {
    try {
      return LockedClocks.of(settings, device);
    } catch (CommandException e) {
      device.close();
      throw e;
    }
  }

  /** Returns where candidates are sanitized: hardware does not, the emulated GPU does. */
  private static Device sanitizer(Device device) {
    return device.measuresTime()
        ? new EmulatedDevice(device.spec(), Runtime.getRuntime().availableProcessors())
        : device;
  }

  /** Returns the evaluator as the loop asks for it. */
  Prover prover() {
    return new Prover() {
      @Override
      public Baseline baseline(EvaluationMemory memory, EvaluationObserver observer) {
        return evaluator.baseline(memory, observer);
      }

      @Override
      public Evaluation evaluate(
          Candidate candidate,
          Baseline baseline,
          EvaluationMemory memory,
          EvaluationObserver observer) {
        return evaluator.evaluate(candidate, baseline, memory, observer);
      }

      @Override
      public Evaluation confirm(
          Candidate candidate,
          Evaluation.Passed passed,
          EvaluationMemory memory,
          EvaluationObserver observer) {
        return evaluator.confirm(candidate, passed, memory, observer);
      }

      @Override
      public CompilationResult compilation(Candidate candidate) {
        return compiler.compile(candidate, device.spec().arch());
      }
    };
  }

  /** Returns the versions that a result depends on. */
  Map<String, String> versions() {
    Map<String, String> versions = tools();
    versions.put("warpsmith", Version.number());
    versions.put("java", System.getProperty("java.version"));
    versions.put("build", Version.build());
    versions.put("toolchain", compiler.toolchain().hash().substring(0, 16));
    return versions;
  }

  /** Returns the versions that a kernel's counts and modelled time depend on. */
  Map<String, String> tools() {
    return tools(compiler, device);
  }

  static Map<String, String> tools(NvccCompiler compiler, Device device) {
    Map<String, String> tools = new TreeMap<>();
    tools.put("nvcc", compiler.toolchain().version());
    tools.put("device", device.version());
    tools.put("model", ModelledClock.label());
    return tools;
  }

  @Override
  public void close() {
    try {
      evaluator.close();
      device.close();
    } finally {
      clocks.close();
    }
  }
}

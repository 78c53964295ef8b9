package dev.warpsmith.kernelbench.redteam;

import dev.warpsmith.kernelbench.evaluation.CandidateCompiler;
import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.SideBySide;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Puts specimens through the gates, several at once, and compares the verdicts with the index. */
public final class RedTeam {
  private final Corpus corpus;
  private final Supplier<Device> devices;
  private final CandidateCompiler compiler;
  private final EvaluationSettings settings;

  /**
   * @param devices opens a device; several are open at once
   * @param compiler used by several threads at once
   */
  public RedTeam(
      Corpus corpus,
      Supplier<Device> devices,
      CandidateCompiler compiler,
      EvaluationSettings settings) {
    this.corpus = corpus;
    this.devices = devices;
    this.compiler = compiler;
    this.settings = settings;
  }

  /**
   * Proves specimens.
   *
   * @param jobs how many at once
   * @param finished receives each outcome as it is known, one at a time
   * @return the outcomes in the order of the specimens
   */
  public List<Outcome> run(List<Specimen> specimens, int jobs, Consumer<Outcome> finished) {
    Map<String, ProvingGround> grounds = new LinkedHashMap<>();
    try {
      for (Specimen specimen : specimens) {
        grounds.computeIfAbsent(specimen.task(), name -> ground(corpus.task(specimen)));
      }
      return SideBySide.map(
          jobs,
          specimens,
          specimen ->
              prove(specimen, Objects.requireNonNull(grounds.get(specimen.task())), finished));
    } finally {
      grounds.values().forEach(ProvingGround::close);
    }
  }

  private ProvingGround ground(Task task) {
    return new ProvingGround(task, devices, compiler, settings);
  }

  private static Outcome prove(
      Specimen specimen, ProvingGround ground, Consumer<Outcome> finished) {
    Outcome outcome =
        Outcome.of(specimen, (one, candidate) -> Optional.of(ground.evaluate(candidate)));
    synchronized (finished) {
      finished.accept(outcome);
    }
    return outcome;
  }
}

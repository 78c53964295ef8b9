package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.evaluation.ForeignModule.Built;
import dev.warpsmith.kernelbench.evaluation.ForeignModule.Returned;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.kernels.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls a foreign module on one set of inputs after another, and judges what it returns. */
final class ForeignRun {
  private static final int HASHED_BYTES = 1 << 24;

  private final Task task;
  private final OpGraph graph;
  private final ForeignModule module;
  private final ForeignHonesty honesty;
  private final EvaluationSettings settings;
  private final Path folder;

  private final Set<String> former = new HashSet<>();
  private final Map<String, String> seen = new HashMap<>();
  private final ForeignTally tally = new ForeignTally();

  ForeignRun(
      Task task,
      OpGraph graph,
      ForeignModule module,
      ForeignHonesty honesty,
      EvaluationSettings settings,
      Path folder) {
    this.task = task;
    this.graph = graph;
    this.module = module;
    this.honesty = honesty;
    this.settings = settings;
    this.folder = folder;
  }

  /** Returns what all calls came to. */
  ForeignTally tally() {
    return tally;
  }

  /** Returns the reference with a trial's weights. */
  GraphOracle oracle(Built built, boolean loaded) {
    return new GraphOracle(task, graph, loaded ? Map.of() : built.weights());
  }

  /**
   * Tells whether a trial counts: the task's own module must be right there. Learns what that is
   * off by.
   */
  boolean admits(Built built, ForeignTrial trial) {
    InputCase inputs = trial.inputs();
    if (!ForeignJudge.whole(task, inputs)) {
      return inputs.stress() == Stress.PLAIN || inputs.stress() == Stress.PERTURBED;
    }
    return honesty.admits(oracle(built, trial.loaded()), inputs);
  }

  /** Makes one call; empty if all about it is right. */
  Optional<GateResult> problem(Built built, ForeignTrial trial) {
    Map<String, Path> inputs = inputs("in", built, trial);
    Map<String, Path> outputs = outputs("out");
    try {
      return module
          .call(
              new ForeignModule.Call(
                  trial.inputs().size(), inputs, trial.loaded(), trial.same(), outputs))
          .match(
              returned -> judged(built, trial, returned, outputs),
              fault ->
                  Optional.of(
                      GateResult.refused(
                          fault.verdict(), fault.message() + " (at " + trial + ")")));
    } finally {
      inputs.values().forEach(ForeignRun::delete);
      outputs.values().forEach(ForeignRun::delete);
    }
  }

  /** Writes a trial's inputs; weights that are not loaded stay where nobody sees them. */
  Map<String, Path> inputs(String prefix, Built built, ForeignTrial trial) {
    Map<String, Path> files = new LinkedHashMap<>();
    CaseInputs values = new CaseInputs(task, trial.inputs());
    for (TaskInput input : task.inputs()) {
      String name = input.tensor().name();
      if (trial.loaded() || !built.weights().containsKey(name)) {
        Path file = folder.resolve(prefix + "-" + name);
        CaseFiles.write(file, input, values, trial.inputs().size());
        files.put(name, file);
      }
    }
    return files;
  }

  /** Returns files for the outputs. */
  Map<String, Path> outputs(String prefix) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (TensorSpec output : task.outputs()) {
      files.put(output.name(), folder.resolve(prefix + "-" + output.name()));
    }
    return files;
  }

  /** Judges what a call returned. */
  Optional<GateResult> judged(
      Built built, ForeignTrial trial, Returned returned, Map<String, Path> files) {
    InputCase inputs = trial.inputs();
    tally.count(returned);
    ForeignForm form = new ForeignForm(task.outputs(), inputs.size(), !module.gpu().isEmpty());
    Optional<GateResult> malformed =
        form.problem(returned)
            .map(problem -> at(trial, problem))
            .or(() -> unwritten(inputs, files));
    return malformed.isPresent()
        ? malformed
        : compared(trial, oracle(built, trial.loaded()), returned, files);
  }

  private static GateResult at(ForeignTrial trial, GateResult problem) {
    String text = problem.message() + " (at " + trial + ")";
    return new GateResult(problem.failure(), text, List.of(text));
  }

  private Optional<GateResult> unwritten(InputCase inputs, Map<String, Path> files) {
    for (TensorSpec output : task.outputs()) {
      long bytes = size(files.getOrDefault(output.name(), Path.of(output.name())));
      if (bytes != output.bytes(inputs.size())) {
        return Optional.of(
            GateResult.refused(
                Verdict.CHEATED,
                "its process says that "
                    + output.name()
                    + " is there, but left "
                    + bytes
                    + " bytes of "
                    + output.bytes(inputs.size())));
      }
    }
    return Optional.empty();
  }

  private Optional<GateResult> compared(
      ForeignTrial trial, GraphOracle oracle, Returned returned, Map<String, Path> files) {
    ForeignJudge judge = new ForeignJudge(task, oracle, honesty.bounds(), trial.inputs(), settings);
    ForeignJudge.Judgement judgement = judge.judge(files);
    tally.add(judgement);
    Verdict verdict = verdict(trial, hash(files));
    return judgement.problem().map(text -> refused(trial, returned, judgement, text, verdict));
  }

  /** Returns the verdict should the outputs be wrong, by where they were seen before. */
  private Verdict verdict(ForeignTrial trial, String hash) {
    Optional<String> first =
        Optional.ofNullable(seen.putIfAbsent(trial.inputs() + " " + trial.loaded(), hash));
    boolean replayed = !former.add(trial.inputs().size() + hash);
    first.ifPresent(before -> tally.repeated(before.equals(hash)));
    if (first.isPresent()) {
      return Verdict.NOT_DETERMINISTIC;
    }
    return replayed ? Verdict.CHEATED : Verdict.WRONG_NUMERICS;
  }

  private static GateResult refused(
      ForeignTrial trial,
      Returned returned,
      ForeignJudge.Judgement judgement,
      String text,
      Verdict verdict) {
    String message = text + " (at " + trial + ")";
    if (verdict == Verdict.CHEATED) {
      message = "it returned the result of an earlier call: " + message;
    } else if (verdict == Verdict.NOT_DETERMINISTIC) {
      message = "it was right before with the same inputs: " + message;
    }
    List<String> facts = new ArrayList<>(List.of(message));
    facts.addAll(judgement.details());
    returned.results().stream()
        .filter(result -> !result.alias().isEmpty())
        .forEach(
            result -> facts.add("alias: its result is the memory of its input " + result.alias()));
    trial.inputs().stress().hint().ifPresent(hint -> facts.add("hint: " + hint));
    return GateResult.refused(verdict, message, facts);
  }

  private static String hash(Map<String, Path> files) {
    MessageDigest digest = Sha256.digest();
    for (Path file : files.values()) {
      try (InputStream in = Files.newInputStream(file)) {
        digest.update(in.readNBytes(HASHED_BYTES));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    return Sha256.hex(digest.digest());
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }
}

package dev.warpsmith.optimizer;

import dev.warpsmith.judge.Round;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import dev.warpsmith.kernels.nvcc.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes what a round found into the candidate's folder. */
final class CandidateFiles {
  private static final String COMPILE = "compile.txt";

  private final RunFolder folder;
  private final Prover prover;

  CandidateFiles(RunFolder folder, Prover prover) {
    this.folder = folder;
    this.prover = prover;
  }

  void write(Round round) {
    int number = round.number();
    folder.writeCandidate(number, "check.json", EvaluationJson.of(round.evaluation()));
    if (!folder.hasCandidateFile(number, COMPILE)) {
      writeCompilation(number, prover.compilation(round.candidate()));
    }
    round
        .evaluation()
        .match(
            failed -> number,
            passed -> {
              folder.writeCandidate(number, "timing.json", ProfileJson.timing(passed.timing()));
              folder.writeCandidate(number, "metrics.json", ProfileJson.profiles(passed.timing()));
              return number;
            });
  }

  private void writeCompilation(int number, CompilationResult result) {
    String text =
        result.match(
            compiled -> {
              folder.writeCandidate(number, "kernel.ptx", compiled.image().ptx());
              return resources(compiled);
            },
            CompilationResult.CompileFailed::text);
    folder.writeCandidate(number, COMPILE, text.endsWith("\n") ? text : text + "\n");
  }

  private static String resources(CompilationResult.Compiled compiled) {
    List<String> lines = new ArrayList<>();
    Map<String, KernelResources> kernels = new TreeMap<>(compiled.image().resources());
    kernels.forEach((name, used) -> lines.add(name + ": " + line(used)));
    compiled.diagnostics().stream().map(Diagnostic::toString).forEach(lines::add);
    return String.join("\n", lines);
  }

  private static String line(KernelResources used) {
    return used.registers()
        + " registers, "
        + used.staticSharedBytes()
        + " bytes static shared, "
        + used.spillStoreBytes()
        + " bytes spill stores, "
        + used.spillLoadBytes()
        + " bytes spill loads, "
        + used.stackBytes()
        + " bytes stack, "
        + used.constantBytes()
        + " bytes constant, "
        + used.barriers()
        + " barriers";
  }
}

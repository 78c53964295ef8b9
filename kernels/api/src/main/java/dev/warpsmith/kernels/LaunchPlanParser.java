package dev.warpsmith.kernels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a launch plan from a candidate's directives. */
final class LaunchPlanParser {
  /** Directives of a candidate. */
  static final List<String> CANDIDATE_WORDS =
      List.of("tune", "scratch", "flags", "tensormap", "launch");

  /** Directives that describe a task. */
  static final List<String> TASK_WORDS =
      List.of("task", "dim", "size", "input", "output", "inout", "scalar", "tolerance", "graph");

  private final CudaSource source;
  private final boolean wholeTask;
  private final Map<String, SourcePosition> declared = new HashMap<>();
  private final List<Launch> launches = new ArrayList<>();
  private final List<TensorSpec> scratch = new ArrayList<>();
  private final List<Tunable> tunables = new ArrayList<>();
  private final List<String> flags = new ArrayList<>();

  LaunchPlanParser(CudaSource source) {
    this(source, false);
  }

  /**
   * @param wholeTask whether task directives may stand in the source too; they are left alone
   */
  LaunchPlanParser(CudaSource source, boolean wholeTask) {
    this.source = source;
    this.wholeTask = wholeTask;
  }

  LaunchPlan parse() {
    source.directives().forEach(this::read);
    if (launches.isEmpty()) {
      throw new SourceException(
          SourcePosition.ofLine(source.file(), 1),
          "no @launch directive; add one line for each kernel launch, such as // @launch "
              + exampleKernel()
              + "<<<(n), (256)>>>(x, y, n)");
    }
    requireKernels();
    return new LaunchPlan(launches, scratch, tunables, flags);
  }

  private String exampleKernel() {
    List<KernelSignature> kernels = source.kernels();
    return kernels.isEmpty() ? "kernel" : kernels.get(0).name();
  }

  private void read(Directive directive) {
    switch (directive.word()) {
      case "launch" -> launches.add(Launch.parse(directive));
      case "tune" -> {
        Tunable tunable = Tunable.parse(plain(directive));
        declare(tunable.name(), directive);
        tunables.add(tunable);
      }
      case "scratch" -> {
        SourceCursor cursor = plain(directive);
        TensorSpec tensor = TensorDeclaration.tensor(cursor);
        cursor.end("the end of the line: scratch has a type and a shape only");
        declare(tensor.name(), directive);
        scratch.add(tensor);
      }
      case "flags" -> flags(directive);
      case "tensormap" ->
          throw directive.problem(
              "@tensormap is not supported yet (supported: @tune, @scratch, @flags, @launch); load"
                  + " tiles with ordinary loads or cp.async");
      default -> refuse(directive);
    }
  }

  private static SourceCursor plain(Directive directive) {
    directive.requireNoOptions();
    return directive.cursor();
  }

  private void declare(String name, Directive directive) {
    SourcePosition earlier = declared.putIfAbsent(name, directive.position());
    if (earlier != null) {
      throw new SourceException(
          directive.bodyPosition(),
          "'" + name + "' is declared twice, first in line " + earlier.line() + "; rename one");
    }
  }

  private void flags(Directive directive) {
    SourceCursor cursor = plain(directive);
    SourcePosition position = cursor.position();
    String all = cursor.rest();
    if (!all.startsWith("-")) {
      throw new SourceException(
          position, "found '" + all + "', expected compiler flags such as -use_fast_math");
    }
    flags.addAll(List.of(all.split("\\s+")));
  }

  private void refuse(Directive directive) {
    String word = directive.word();
    if (TASK_WORDS.contains(word)) {
      if (wholeTask) {
        return;
      }
      throw directive.problem(
          "@" + word + " describes a task; a candidate has only " + words() + "; remove it");
    }
    List<String> known =
        wholeTask
            ? java.util.stream.Stream.concat(TASK_WORDS.stream(), CANDIDATE_WORDS.stream()).toList()
            : CANDIDATE_WORDS;
    String hint =
        Spelling.closest(word, known)
            .map(found -> "; did you mean @" + found + "?")
            .orElse("; write an ordinary comment without '@'");
    throw directive.problem(
        "unknown directive @"
            + word
            + known.stream()
                .map(name -> "@" + name)
                .collect(Collectors.joining(", ", " (known: ", ")"))
            + hint);
  }

  private static String words() {
    return CANDIDATE_WORDS.stream().map(word -> "@" + word).collect(Collectors.joining(", "));
  }

  private void requireKernels() {
    Map<String, KernelSignature> kernels = new HashMap<>();
    source.kernels().forEach(kernel -> kernels.put(kernel.name(), kernel));
    List<String> names = source.kernels().stream().map(KernelSignature::name).toList();
    for (Launch launch : launches) {
      KernelSignature kernel = kernels.get(launch.kernel());
      if (kernel == null) {
        throw new SourceException(
            launch.position(),
            "@launch names kernel '"
                + launch.kernel()
                + "', which is not defined (defined: "
                + (names.isEmpty() ? "none" : String.join(", ", names))
                + ")"
                + Spelling.hint(launch.kernel(), names));
      }
      if (kernel.template()) {
        throw new SourceException(
            launch.position(),
            "@launch names kernel '"
                + launch.kernel()
                + "', which is a template; define a __global__ function that is none");
      }
    }
  }
}

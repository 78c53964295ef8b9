package dev.warpsmith.coder.expert;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import java.util.Map;
import java.util.TreeMap;

/** Applies a move to CUDA whose meaning is unknown. */
final class SourceEdits {
  private SourceEdits() {}

  /** Returns the changed candidate. */
  static Candidate apply(Candidate candidate, Move move) {
    Map.Entry<String, String> change = move.after().entrySet().iterator().next();
    String text = candidate.source().text();
    return switch (move.target()) {
      case "tune" -> candidate.with(Bindings.of(numbers(move.after())));
      case "source" ->
          edited(
              candidate,
              change.getKey().equals("restrict")
                  ? SourceMoves.restricted(text)
                  : SourceMoves.unrolled(
                      SourceMoves.restricted(text), Integer.parseInt(change.getValue())));
      default -> {
        if (change.getKey().equals("launch_bounds")) {
          yield edited(candidate, SourceMoves.bounded(candidate, move.target()));
        }
        String before = move.before().getOrDefault(change.getKey(), "");
        yield edited(
            candidate, SourceMoves.reblocked(text, move.target(), before, change.getValue()));
      }
    };
  }

  private static Map<String, Long> numbers(Map<String, String> settings) {
    Map<String, Long> numbers = new TreeMap<>();
    settings.forEach((name, value) -> numbers.put(name, Long.parseLong(value)));
    return numbers;
  }

  private static Candidate edited(Candidate candidate, String text) {
    return Candidates.parse(candidate.source().file(), text).with(candidate.tunables());
  }

  /** Returns a reference kernel as a candidate: without the directives that make it a task. */
  static Candidate ofReference(Candidate reference) {
    String text =
        reference
            .source()
            .text()
            .replaceAll(
                "(?m)^[ \\t]*//[ \\t]*@(?!tune|scratch|flags|tensormap|launch)\\w+.*\\R?", "");
    return Candidates.parse("kernel.cu", text).with(reference.tunables());
  }
}

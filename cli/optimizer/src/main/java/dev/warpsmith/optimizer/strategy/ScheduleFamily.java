package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.CudaText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The kind of schedule that a candidate's code shows, whoever wrote it: where partial results meet,
 * what loads, how many launches.
 */
final class ScheduleFamily {
  private static final Pattern TENSOR = Pattern.compile("\\bw?mma\\b|mma_sync|mma\\.sync");
  private static final Pattern SHUFFLE = Pattern.compile("__shfl|__reduce_\\w+_sync");
  private static final Pattern SHARED = Pattern.compile("__shared__");
  private static final Pattern ASYNC = Pattern.compile("cp\\.async|__pipeline_memcpy|memcpy_async");
  private static final Pattern VECTOR =
      Pattern.compile(
          "\\b(float|double|int|uint|half|short|ushort|long|ulong)[24]\\b|ld\\.global\\S*\\.v[24]");
  private static final Pattern ATOMIC = Pattern.compile("\\batomic[A-Z]\\w*|\\bred\\.global");

  private ScheduleFamily() {}

  /** Returns the family in a few words, such as {@code shared, vectors} or {@code plain}. */
  static String of(Candidate candidate) {
    String code = CudaText.withoutComments(candidate.source().text());
    List<String> words = new ArrayList<>();
    add(words, TENSOR, code, "tensor cores");
    add(words, SHARED, code, "shared");
    add(words, SHUFFLE, code, "shuffles");
    add(words, ASYNC, code, "async copies");
    add(words, VECTOR, code, "vectors");
    add(words, ATOMIC, code, "atomics");
    int launches = candidate.plan().launches().size();
    if (launches > 1) {
      words.add(launches + " launches");
    }
    return words.isEmpty() ? "plain" : String.join(", ", words);
  }

  private static void add(List<String> words, Pattern pattern, String code, String word) {
    if (pattern.matcher(code).find()) {
      words.add(word);
    }
  }
}

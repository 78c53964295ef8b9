package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Launch;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which launches of a plan may run in part. */
final class LaunchOrder {
  private final List<Set<String>> written = new ArrayList<>();
  private final boolean[] needed;
  private final boolean[] rewriting;
  private final boolean communicating;
  private final boolean handingOn;
  private final boolean rewritten;
  private final boolean outputUsedAgain;

  LaunchOrder(Subject subject) {
    PlanCheck check = new PlanCheck(subject.task(), subject.candidate());
    List<Launch> launches = subject.candidate().plan().launches();
    launches.forEach(launch -> written.add(check.written(launch)));
    Set<String> outputs =
        subject.task().outputs().stream().map(TensorSpec::name).collect(Collectors.toSet());
    communicating = subject.blocksCommunicate();
    handingOn = subject.keepsVariables();
    needed = needed(launches, written);
    outputUsedAgain = outputUsedAgain(launches, outputs);
    rewriting = rewriting(written, outputs);
    rewritten = written.stream().mapToInt(Set::size).sum() > union(written).size();
  }

  /** Returns the tensors that a launch may write. */
  Set<String> written(int launch) {
    return written.get(launch);
  }

  /** Tells whether two launches may write one tensor, the second perhaps in place. */
  boolean anyRewritten() {
    return rewritten;
  }

  /** Tells whether a launch that is handed an output may find there what an earlier one wrote. */
  boolean anyOutputUsedAgain() {
    return outputUsedAgain;
  }

  private boolean outputUsedAgain(List<Launch> launches, Set<String> outputs) {
    Set<String> before = new HashSet<>();
    boolean again = false;
    for (int i = 0; i < launches.size(); i++) {
      again |=
          launches.get(i).arguments().stream()
              .flatMap(argument -> argument.asName().stream())
              .anyMatch(before::contains);
      written.get(i).stream().filter(outputs::contains).forEach(before::add);
    }
    return again;
  }

  private static Set<String> union(List<Set<String>> sets) {
    return sets.stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  /**
   * Tells whether every block of the launch must have run before the launches after it: one of them
   * uses a tensor that it may write or may read a {@code __device__} variable, or its blocks work
   * together.
   */
  boolean needed(int launch) {
    return communicating || needed[launch] || (handingOn && launch < needed.length - 1);
  }

  /**
   * Tells whether a part of the launch's blocks leaves outputs that are partly final and partly
   * not, because a launch before it may have written the same output.
   */
  boolean mixes(int launch) {
    return communicating || rewriting[launch];
  }

  /** Tells whether running every launch in part leaves some output partly final. */
  boolean anyMixes() {
    for (int i = 0; i < rewriting.length; i++) {
      if (mixes(i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean[] needed(List<Launch> launches, List<Set<String>> written) {
    boolean[] needed = new boolean[launches.size()];
    Set<String> used = new HashSet<>();
    for (int i = launches.size() - 1; i >= 0; i--) {
      needed[i] = written.get(i).stream().anyMatch(used::contains);
      launches.get(i).arguments().forEach(argument -> argument.asName().ifPresent(used::add));
    }
    return needed;
  }

  private static boolean[] rewriting(List<Set<String>> written, Set<String> outputs) {
    boolean[] rewriting = new boolean[written.size()];
    Set<String> before = new HashSet<>();
    for (int i = 0; i < rewriting.length; i++) {
      rewriting[i] =
          written.get(i).stream().anyMatch(name -> outputs.contains(name) && before.contains(name));
      before.addAll(written.get(i));
    }
    return rewriting;
  }
}

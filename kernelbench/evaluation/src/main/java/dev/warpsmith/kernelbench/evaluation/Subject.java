package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.LoadResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.nvcc.CompilationResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A candidate on its way through the gates. Compiles when first asked, at most once. */
final class Subject {
  private static final Pattern ATOMIC =
      Pattern.compile("(?m)^\\s*(?:@!?%\\w+\\s+)?(?:atom|red)\\.");
  private static final Pattern GLOBAL_ATOMIC =
      Pattern.compile(
          "(?m)^\\s*(?:@!?%\\w+\\s+)?(?:(?:atom|red)\\.(?!\\S*shared)|ld\\.(?:volatile|acquire))");

  private static final Pattern VARIABLE =
      Pattern.compile("(?m)^\\s*(?:\\.(?:visible|weak|common)\\s+)?\\.global\\s[^$]*?[;=]");

  private final Device device;
  private final CandidateCompiler compiler;
  private final Task task;
  private final Candidate candidate;
  private @Nullable CompilationResult compilation;

  Subject(Device device, CandidateCompiler compiler, Task task, Candidate candidate) {
    this.device = device;
    this.compiler = compiler;
    this.task = task;
    this.candidate = candidate;
  }

  /** Returns another candidate of the same task, in the same place. */
  Subject of(Candidate other) {
    return new Subject(device, compiler, task, other);
  }

  /** Returns the same candidate on another instance of the device, compiled as here. */
  Subject on(Device other) {
    Subject there = new Subject(other, compiler, task, candidate);
    there.compilation = compilation;
    return there;
  }

  Device device() {
    return device;
  }

  Task task() {
    return task;
  }

  Candidate candidate() {
    return candidate;
  }

  CompilationResult compilation() {
    CompilationResult known = compilation;
    if (known == null) {
      known = compiler.compile(candidate, device.spec().arch());
      compilation = known;
    }
    return known;
  }

  LoadResult tryLoad() {
    return device.load(image());
  }

  /** Tells whether the device can run some kernel of it. */
  boolean canLoad() {
    return tryLoad()
        .match(
            loaded -> {
              loaded.module().close();
              return true;
            },
            refused -> false);
  }

  /**
   * Loads the module anew, with its {@code __device__} variables as the source initialises them.
   */
  LoadedModule load() {
    return tryLoad()
        .match(
            LoadResult.Loaded::module,
            refused -> {
              throw new IllegalStateException("passed its gate, now: " + refused.message());
            });
  }

  /** Tells whether the module has variables that one launch may leave to the next. */
  boolean keepsVariables() {
    return VARIABLE.matcher(image().ptx()).find();
  }

  /** Tells whether a kernel adds or exchanges atomically, so that sums depend on an order. */
  boolean usesAtomics() {
    return ATOMIC.matcher(image().ptx()).find();
  }

  /** Tells whether thread blocks may work together through global memory within one launch. */
  boolean blocksCommunicate() {
    return GLOBAL_ATOMIC.matcher(image().ptx()).find()
        || candidate.plan().launches().stream().anyMatch(launch -> launch.cooperative());
  }

  private ModuleImage image() {
    return compilation()
        .match(
            CompilationResult.Compiled::image,
            failed -> {
              throw new IllegalStateException("passed its gate, now: " + failed.firstError());
            });
  }
}

package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelArgument;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchJobs;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.profiler.sanitizer.ComputeSanitizer;
import dev.warpsmith.profiler.sanitizer.SanitizerResult;
import dev.warpsmith.profiler.sanitizer.SanitizerResult.Unusable;
import dev.warpsmith.profiler.sanitizer.SanitizerTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's compute-sanitizer on finalists, on the GPU itself. It is believed only once it has found
 * a write that was planted for it; a tool that is missing or says nothing is a fact, not a refusal.
 */
public final class HardwareSanitizer {
  /** Writes one element past the end of a buffer of one. */
  private static final String PLANTED =
      """
      // @launch past_end<<<(1), (1)>>>(x, 1)
      extern "C" __global__ void past_end(float* x, int element) { x[element + threadIdx.x] = 1; }
      """;

  private final Optional<ComputeSanitizer> sanitizer;
  private @Nullable Unusable unusable;
  private boolean tested;

  private HardwareSanitizer(Optional<ComputeSanitizer> sanitizer, @Nullable Unusable unusable) {
    this.sanitizer = sanitizer;
    this.unusable = unusable;
  }

  /** Returns one that asks compute-sanitizer. */
  public static HardwareSanitizer of(ComputeSanitizer sanitizer) {
    return new HardwareSanitizer(Optional.of(sanitizer), null);
  }

  /** Returns one that checks nothing, and says why. */
  public static HardwareSanitizer none(Unusable reason) {
    return new HardwareSanitizer(Optional.empty(), reason);
  }

  /** Runs every tool on a candidate at all check sizes. */
  GateResult check(Subject subject, CheckCases cases) {
    if (!tested && sanitizer.isPresent()) {
      unusable = selfTest(sanitizer.get(), subject);
      tested = true;
    }
    Unusable known = unusable;
    if (known != null || sanitizer.isEmpty()) {
      return GateResult.passed(skipped(known));
    }
    try (SanitizerJob job = SanitizerJob.open(subject, cases, sanitizer.get().limit())) {
      return check(sanitizer.get(), job, cases);
    }
  }

  private static GateResult check(ComputeSanitizer sanitizer, SanitizerJob job, CheckCases cases) {
    List<String> clean = new ArrayList<>();
    List<String> facts = new ArrayList<>();
    for (SanitizerTool tool : SanitizerTool.values()) {
      Optional<GateResult> refusal =
          sanitizer
              .run(tool, job.job())
              .match(
                  none -> {
                    clean.add(tool.label());
                    return Optional.empty();
                  },
                  found -> Optional.of(refused(tool, found.findings())),
                  unusable -> {
                    facts.add("skipped: " + unusable.message() + "; " + unusable.remedy());
                    return Optional.empty();
                  });
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    if (!clean.isEmpty()) {
      facts.add(
          0,
          "compute-sanitizer: nothing found at "
              + cases.sizes().size()
              + " check sizes by "
              + String.join(", ", clean));
    }
    return GateResult.passed(facts);
  }

  private static GateResult refused(SanitizerTool tool, List<String> findings) {
    List<String> facts = findings.stream().map(finding -> tool.label() + ": " + finding).toList();
    return GateResult.refused(
        Verdict.SANITIZER_FAILED,
        "compute-sanitizer " + facts.get(0) + " (at a check size)",
        facts);
  }

  private static String skipped(@Nullable Unusable reason) {
    return reason == null
        ? "compute-sanitizer: not asked"
        : "compute-sanitizer: skipped, " + reason.message() + "; " + reason.remedy();
  }

  /** Returns why the tool cannot be believed, or nothing if it finds what was planted. */
  private static @Nullable Unusable selfTest(ComputeSanitizer tool, Subject subject) {
    Device device = subject.device();
    Candidate planted = Candidates.parse("planted.cu", PLANTED);
    Subject other = subject.of(planted);
    try (LoadedModule module = other.load();
        JobFolder folder = JobFolder.create();
        DeviceBuffer buffer = device.allocate("x: f32[1]", Float.BYTES, Float.BYTES)) {
      KernelLaunch launch =
          new KernelLaunch(
              "past_end",
              Dim3.of(1),
              Dim3.of(1),
              0,
              List.of(new KernelArgument.Pointer(buffer), new KernelArgument.Int(1)),
              false,
              Optional.empty());
      LaunchJobs.Job job =
          device
              .jobs()
              .orElseThrow()
              .write(
                  folder.path(),
                  module,
                  List.of(launch),
                  any -> new LaunchJobs.Content.Filled((byte) 0),
                  tool.limit());
      SanitizerResult result = tool.run(SanitizerTool.MEMCHECK, job);
      return result
          .<Optional<Unusable>>match(
              clean -> Optional.of(missed("")),
              found -> Optional.empty(),
              failed -> Optional.of(missed(" (" + failed.message() + ")")))
          .orElse(null);
    }
  }

  private static Unusable missed(String why) {
    return new Unusable(
        "its memcheck does not find a write past the end that was planted for it" + why,
        ComputeSanitizer.REMEDY);
  }
}

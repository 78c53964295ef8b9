package dev.warpsmith.profiler.ncu;

import dev.warpsmith.kernels.device.LaunchJobs.Job;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.ncu.NcuCommand.KernelFilter;
import dev.warpsmith.profiler.ncu.NcuCommand.Target;
import dev.warpsmith.profiler.ncu.NcuResult.Failed;
import dev.warpsmith.profiler.ncu.NcuResult.Profiled;
import dev.warpsmith.profiler.ncu.NcuResult.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Profiles jobs: processes that make the launches of a plan once, and nothing else.
 *
 * @param limit for one job
 */
public record NcuJobs(Ncu ncu, Duration limit) {

  /**
   * Profiles each launch of a job.
   *
   * @param kernels the names of the launches' kernels, in order
   * @param arch compute capability, such as 90 for {@code sm_90}
   * @return as many profiles as there are launches, in their order, or the reason why not
   */
  public NcuResult profile(Job job, List<String> kernels, int arch) {
    NcuCommand command =
        NcuCommand.of(arch, job.command())
            .kernels(anyOf(kernels))
            .launches(0, kernels.size())
            .target(Target.APPLICATION);
    return ncu.with(job.environment())
        .profile(command, job.folder(), limit)
        .match(done -> inOrder(done, kernels), failed -> explained(failed, job));
  }

  /** A name may stand in others: what matches too much is sorted out by its whole name. */
  private static KernelFilter anyOf(List<String> kernels) {
    return KernelFilter.matching(
        kernels.stream().distinct().collect(Collectors.joining("|", "(", ")")));
  }

  private static NcuResult inOrder(Profiled done, List<String> kernels) {
    List<KernelProfile> left = new ArrayList<>(done.profiles());
    left.removeIf(profile -> !kernels.contains(profile.kernel()));
    List<String> names = left.stream().map(KernelProfile::kernel).toList();
    if (names.equals(kernels)) {
      return new Profiled(left, done.notes());
    }
    String why = done.notes().isEmpty() ? "" : " (" + String.join("; ", done.notes()) + ")";
    return new Failed(
        names.isEmpty() ? Reason.NO_KERNEL : Reason.UNREADABLE,
        "ncu profiled " + list(done.profiles()) + " where " + kernels + " were launched" + why,
        "keep its output and report it with ncu's version");
  }

  private static String list(List<KernelProfile> profiles) {
    return profiles.stream().map(KernelProfile::kernel).toList().toString();
  }

  /** Adds what the job itself says of its failure. */
  private static Failed explained(Failed failed, Job job) {
    return complaint(job)
        .map(
            said ->
                new Failed(
                    Reason.PROGRAM,
                    "the launches failed under ncu: " + said,
                    said.contains("OUT_OF_MEMORY")
                        ? "end what else uses the GPU, or use smaller sizes"
                        : "the candidate ran without ncu; run it again, or set the setting ncu to"
                            + " none"))
        .orElse(failed);
  }

  private static Optional<String> complaint(Job job) {
    Path file = job.folder().resolve(Job.COMPLAINT);
    try {
      return Files.isRegularFile(file)
          ? Optional.of(Files.readString(file).strip())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

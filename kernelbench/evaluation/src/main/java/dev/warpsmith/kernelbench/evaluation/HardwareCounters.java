package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchJobs;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.ncu.NcuJobs;
import dev.warpsmith.profiler.ncu.NcuResult;
import dev.warpsmith.profiler.ncu.NcuResult.Failed;
import dev.warpsmith.profiler.ncu.NcuResult.Reason;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the counters of a plan's launches on hardware, with Nsight Compute, as long as that works:
 * what will not pass by itself, and what fails twice in a row, is not tried again.
 */
public final class HardwareCounters {
  private static final Set<Reason> FOR_GOOD =
      EnumSet.of(
          Reason.NOT_FOUND, Reason.TOO_OLD, Reason.PERMISSION, Reason.DRIVER, Reason.NO_METRIC);
  private static final String READ = "counters: ";
  private static final String NOT_READ = "no counters: ";
  private static final int MOST_FAILURES = 2;

  private final Optional<NcuJobs> ncu;
  private @Nullable Failed given;
  private int failures;

  private HardwareCounters(Optional<NcuJobs> ncu, @Nullable Failed given) {
    this.ncu = ncu;
    this.given = given;
  }

  /** Returns a reader that asks ncu. */
  public static HardwareCounters of(NcuJobs ncu) {
    return new HardwareCounters(Optional.of(ncu), null);
  }

  /** Returns a reader that gives the same reason whenever it is asked. */
  public static HardwareCounters none(Failed reason) {
    return new HardwareCounters(Optional.empty(), reason);
  }

  /**
   * Profiles each launch of a plan, caches emptied before it.
   *
   * @param full what the plan's buffers hold before its first launch
   */
  NcuResult read(
      Device device, LoadedModule module, List<KernelLaunch> launches, FullSizeMemory full) {
    Failed known = given;
    if (known != null) {
      return known;
    }
    Optional<LaunchJobs> jobs = device.jobs();
    if (ncu.isEmpty() || jobs.isEmpty()) {
      throw new IllegalStateException(device.id() + " measures and cannot write jobs");
    }
    NcuResult result = read(jobs.get(), ncu.get(), device, module, launches, full);
    return result.match(this::worked, this::failed);
  }

  private static NcuResult read(
      LaunchJobs jobs,
      NcuJobs ncu,
      Device device,
      LoadedModule module,
      List<KernelLaunch> launches,
      FullSizeMemory full) {
    try (JobFolder folder = JobFolder.create()) {
      LaunchJobs.Job job =
          jobs.write(folder.path(), module, launches, full.contents(), ncu.limit());
      return ncu.profile(
          job, launches.stream().map(KernelLaunch::kernel).toList(), arch(device.spec().arch()));
    } catch (IOException e) {
      return new Failed(
          Reason.PROGRAM,
          "the inputs cannot be given to ncu's program: " + e.getMessage(),
          "make room, or set TMPDIR to a folder with more");
    }
  }

  private static int arch(String target) {
    return Integer.parseInt(target.replaceAll("\\D", ""));
  }

  private NcuResult worked(NcuResult.Profiled profiled) {
    failures = 0;
    return profiled;
  }

  private NcuResult failed(Failed failed) {
    failures++;
    if (FOR_GOOD.contains(failed.reason()) || failures >= MOST_FAILURES) {
      given = failed;
    }
    return failed;
  }

  /** Tells whether a fact of an evaluation is about counters. */
  public static boolean isFact(String text) {
    return text.startsWith(READ) || isFailure(text);
  }

  /** Tells whether a fact says why there are no counters, or what stands for them. */
  public static boolean isFailure(String text) {
    return text.startsWith(NOT_READ) || text.startsWith(EmulatedTwin.MODELLED);
  }

  /** Says which profiles were read. */
  static String fact(List<KernelProfile> profiles) {
    return READ
        + profiles.get(0).source()
        + ", "
        + profiles.size()
        + (profiles.size() == 1 ? " launch" : " launches");
  }

  /** Says why there are no counters, and what helps. */
  static String fact(Failed failed) {
    return NOT_READ + failed.message() + "; " + failed.remedy();
  }
}

package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.device.DeviceBuffer;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchJobs;
import dev.warpsmith.kernels.device.LoadedModule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A job that makes a candidate's launches at every check size, each with memory of its own. What
 * kernels must write is left as it is, so that a tool sees who reads it before.
 */
final class SanitizerJob implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final IdentityHashMap<DeviceBuffer, LaunchJobs.Content> contents =
      new IdentityHashMap<>();
  private final List<KernelLaunch> launches = new ArrayList<>();
  private final Subject subject;
  private LaunchJobs.Job job;

  private SanitizerJob(Subject subject, CheckCases cases, Duration limit) throws IOException {
    this.subject = subject;
    LoadedModule module = kept(subject.load());
    for (Bindings size : cases.sizes()) {
      add(cases.plain(size, 0));
    }
    this.job =
        subject
            .device()
            .jobs()
            .orElseThrow()
            .write(
                kept(JobFolder.create()).path(),
                module,
                launches,
                buffer -> contents.getOrDefault(buffer, new LaunchJobs.Content.Undefined()),
                limit);
  }

  /** Writes the job. */
  static SanitizerJob open(Subject subject, CheckCases cases, Duration limit) {
    try {
      return new SanitizerJob(subject, cases, limit);
    } catch (IOException e) {
      throw new DeviceException(
          "inputs cannot be given to compute-sanitizer: " + e.getMessage(), e);
    }
  }

  private <T extends AutoCloseable> T kept(T resource) {
    open.push(resource);
    return resource;
  }

  private void add(InputCase inputs) throws IOException {
    TaskMemory memory = kept(TaskMemory.allocate(subject.device(), subject.task(), inputs.size()));
    BoundPlan plan =
        kept(BoundPlan.of(subject.device(), subject.task(), subject.candidate(), memory));
    SavedInputs saved = kept(new SavedInputs(new CaseInputs(subject.task(), inputs)));
    for (TaskInput input : subject.task().inputs()) {
      TensorMemory tensor = memory.tensor(input.tensor().name());
      contents.put(
          tensor.buffer(), new LaunchJobs.Content.Saved(saved.file(input, tensor.bytes())));
    }
    launches.addAll(plan.launches());
  }

  LaunchJobs.Job job() {
    return job;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("closing a job", e);
      }
    }
  }
}

package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Sha256;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.profiler.model.ModelledClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Names what an evaluation's answers depend on: the candidate's source and tunables, the task, the
 * device, the settings, and the versions of emulator and model.
 */
final class CandidateHash {
  private static final int DIGITS = 16;

  private CandidateHash() {}

  /** Returns 16 hexadecimal digits of a SHA-256. */
  static String of(Candidate candidate, Task task, Device device, EvaluationSettings settings) {
    MessageDigest digest = Sha256.digest();
    for (String part :
        new String[] {
          candidate.source().text(),
          candidate.tunables().toString(),
          task.name(),
          task.dims().toString(),
          task.checkSizes().toString(),
          task.inputs().toString(),
          task.outputs().toString(),
          task.scalars().toString(),
          task.tolerance().toString(),
          task.graph().map(Object::toString).orElse(""),
          device.id(),
          device.version(),
          ModelledClock.label(),
          settings.toString()
        }) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return Sha256.hex(digest.digest()).substring(0, DIGITS);
  }
}

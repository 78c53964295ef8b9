package dev.warpsmith.kernels.jcuda.smi;

import java.util.List;

/**
 * The commands of {@code nvidia-smi} for one GPU.
 *
 * @param executable its path, or a name on {@code PATH}
 * @param gpu the driver's UUID, such as {@code GPU-6a1f…}
 */
public record NvidiaSmi(String executable, String gpu) {
  private static final String FIELDS =
      "clocks.sm,clocks.mem,temperature.gpu,power.draw,clocks_event_reasons.active";

  /** Before driver 535 the last field had another name. */
  private static final String OLD_FIELDS = FIELDS.replace("clocks_event", "clocks_throttle");

  private static final int PERIOD_MILLIS = 200;

  /**
   * Returns the tool on {@code PATH}.
   *
   * @param uuid 32 hexadecimal digits, as the driver reports them
   */
  public static NvidiaSmi of(String uuid) {
    return new NvidiaSmi("nvidia-smi", named(uuid));
  }

  private static String named(String uuid) {
    return uuid.matches("[0-9a-fA-F]{32}")
        ? "GPU-" + uuid.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5")
        : uuid;
  }

  /** Returns what prints a reading every 200 ms until it is ended. */
  List<String> watch(boolean old) {
    return List.of(
        executable,
        "-i",
        gpu,
        "--query-gpu=" + (old ? OLD_FIELDS : FIELDS),
        "--format=csv,noheader,nounits",
        "-lms",
        Integer.toString(PERIOD_MILLIS));
  }

  /** Returns what locks the SM clock. */
  List<String> lock(int mhz) {
    return List.of(executable, "-i", gpu, "-lgc", mhz + "," + mhz);
  }

  /** Returns what gives the SM clock back to the driver. */
  List<String> restore() {
    return List.of(executable, "-i", gpu, "-rgc");
  }
}

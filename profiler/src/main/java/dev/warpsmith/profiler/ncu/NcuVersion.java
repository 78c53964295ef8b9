package dev.warpsmith.profiler.ncu;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Nsight Compute, such as 2025.1.1. */
public record NcuVersion(int year, int minor, int patch) implements Comparable<NcuVersion> {
  /** The oldest release whose options and CSV are known here: that of CUDA 11.6. */
  public static final NcuVersion MINIMUM = new NcuVersion(2022, 1, 0);

  private static final Pattern VERSION =
      Pattern.compile("\\bVersion (\\d{4})\\.(\\d+)(?:\\.(\\d+))?");
  private static final Comparator<NcuVersion> ORDER =
      Comparator.comparingInt(NcuVersion::year)
          .thenComparingInt(NcuVersion::minor)
          .thenComparingInt(NcuVersion::patch);

  /** Finds the version in what {@code ncu --version} prints. */
  public static Optional<NcuVersion> parse(String text) {
    Matcher matcher = VERSION.matcher(text);
    return matcher.find()
        ? Optional.of(
            new NcuVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }

  @Override
  public int compareTo(NcuVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return year + "." + minor + "." + patch;
  }
}

package dev.warpsmith.cli.gpucheck;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A part of the check, with a file of its own. */
public enum Part {
  /** The device does what every device must. */
  DEVICE("device.json"),
  /** The built-in tasks' naive kernels and first drafts, on the GPU and on the emulated one. */
  TASKS("tasks.json"),
  /** The red team's corpus. */
  REDTEAM("redteam.json"),
  /** First drafts in turn with PyTorch. */
  TORCH("torch.json"),
  /** ncu's metrics beside the emulator's. */
  COUNTERS("counters.json");

  private final String file;

  Part(String file) {
    this.file = file;
  }

  /** Returns the name of its file in the results' folder. */
  public String file() {
    return file;
  }

  /** Returns the word that names it on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the part of a word.
   *
   * @throws IllegalArgumentException if there is no such part; the message lists them
   */
  public static Part of(String word) {
    return Arrays.stream(values())
        .filter(part -> part.word().equals(word.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "part '"
                        + word
                        + "': expected "
                        + Arrays.stream(values())
                            .map(Part::word)
                            .collect(Collectors.joining(", "))));
  }
}

package dev.warpsmith.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A script in ncu's place. It runs the program that it is given, as ncu does, and then writes what
 * a real ncu printed of a kernel on an H200, under the name of the kernel that it was asked for.
 */
final class FakeNcu {
  /** What ncu 2025.3.1 printed, among the profiler's test resources. */
  private static final Path SAMPLES =
      Path.of(
          "../../profiler/src/test/resources/dev/warpsmith/profiler/ncu/h200-raw-base-units.csv");

  /** What follows when the program has run: {@code $log} is ncu's log file. */
  private static final String REPORT = "sed \"s/KERNEL/$kernel/\" report.csv > \"$log\"";

  private static final String RUN =
      "\"$@\" || { echo \"==ERROR== The application returned an error code ($?).\" > \"$log\";"
          + " exit 1; }";

  private FakeNcu() {}

  /** Returns an ncu that works. */
  static Path printing(Path folder, String sample) throws IOException {
    Files.writeString(folder.resolve("report.csv"), report(sample));
    return script(folder, RUN + "\n" + report(folder));
  }

  /** Returns an ncu that runs the program, and then does something else than to report. */
  static Path doing(Path folder, String commands) throws IOException {
    return script(folder, RUN + "\n" + commands);
  }

  /** Returns an ncu that does not even run the program. */
  static Path refusing(Path folder, String commands) throws IOException {
    return script(folder, commands);
  }

  private static String report(Path folder) {
    return REPORT.replace("report.csv", folder.resolve("report.csv").toString());
  }

  /** Returns the real output with one launch only. */
  private static String report(String sample) throws IOException {
    List<String> lines = Files.readAllLines(SAMPLES);
    long units = 2 + lines.stream().takeWhile(line -> !line.startsWith("\"ID\"")).count();
    String launch =
        lines.stream()
            .filter(line -> line.contains("\"" + sample + "\""))
            .findFirst()
            .orElseThrow();
    return lines.stream().limit(units).collect(Collectors.joining("\n", "", "\n"))
        + launch.replace("\"" + sample + "\"", "\"KERNEL\"")
        + "\n";
  }

  private static Path script(Path folder, String commands) throws IOException {
    String text =
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "Version 2025.3.1.0 (build 36398880)"; exit 0; fi
        echo run >> FOLDER/runs.txt
        for word; do echo "$word"; done > FOLDER/words.txt
        while [ $# -gt 0 ]; do
          case $1 in
            --log-file) log=$2; shift 2;;
            --kernel-name) kernel=${2#regex:?}; kernel=${kernel%?}; shift 2;;
            --metrics) shift 2; break;;
            --csv|-f) shift;;
            *) shift 2;;
          esac
        done
        """
            .replace("FOLDER", folder.toString());
    Path file = folder.resolve("ncu");
    Files.writeString(file, text + commands + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
    return file;
  }

  /** Returns how often it was asked to profile. */
  static long runs(Path folder) throws IOException {
    Path runs = folder.resolve("runs.txt");
    return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
  }
}

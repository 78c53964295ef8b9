package dev.warpsmith.kernels.emulator.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Calls ptxas for sm_90, to learn whether PTX is legal. */
record Assembler(Path folder) {
  /** Returns ptxas, or skips the test where it is not on the PATH. */
  static Assembler find(Path folder) throws IOException, InterruptedException {
    boolean found;
    try {
      found = new ProcessBuilder("ptxas", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      found = false;
    }
    Assumptions.assumeTrue(found, "ptxas is not on the PATH");
    return new Assembler(folder);
  }

  /** Returns what ptxas complains about; empty if it takes the text. */
  String errors(String ptx) throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("forms.ptx"), ptx);
    Path log = folder.resolve("forms.log");
    Process process =
        new ProcessBuilder(
                "ptxas", "-arch=sm_90", "-O0", source.toString(), "-o", folder + "/forms.cubin")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = process.waitFor();
    return status == 0 ? "" : Files.readString(log, StandardCharsets.UTF_8);
  }
}

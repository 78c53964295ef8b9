package dev.warpsmith.kernels.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes what becomes of a module, for whoever works on the emulator: its PTX, the blocks that each
 * kernel is cut into, and the class files of every variant ({@code javap -c -p} reads them).
 *
 * @param folder made if it is not there; files of the same names are replaced
 */
record KernelDump(Path folder) {

  /**
   * Writes a module.
   *
   * @throws UncheckedIOException if a file cannot be written
   */
  void write(String ptx, List<Program> programs) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("kernel.ptx"), ptx);
      for (Program program : programs) {
        write(program);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to the dump folder " + folder, e);
    }
  }

  private void write(Program program) throws IOException {
    String name = program.kernel().name();
    Files.writeString(folder.resolve(name + ".ir"), listing(program));
    for (Variant variant : Variant.values()) {
      List<byte[]> files = program.classFiles(variant);
      for (int k = 0; k < files.size(); k++) {
        String part = files.size() == 1 ? "" : "." + k;
        String file = name + "." + variant.name().toLowerCase(Locale.ROOT) + part + ".class";
        Files.write(folder.resolve(file), files.get(k));
      }
    }
  }

  /** Returns a kernel's blocks as text: where each goes, and its PTX with line numbers. */
  static String listing(Program program) {
    FlatKernel kernel = program.kernel();
    StringBuilder text = new StringBuilder(kernel.name());
    text.append(": ").append(program.flow().blocks().size()).append(" blocks, ");
    text.append(program.file().bytes()).append(" bytes of registers per warp, ");
    text.append(kernel.sharedBytes()).append(" bytes of static shared memory, ");
    text.append(kernel.localBytes()).append(" bytes of local memory per thread\n");
    program.flow().blocks().forEach(block -> append(text, block));
    return text.toString();
  }

  private static void append(StringBuilder text, BasicBlock block) {
    text.append("\nblock ").append(block.index()).append(", ").append(block.ending());
    text.append(block.successors().isEmpty() ? "" : " to " + block.successors());
    text.append(block.loopDepth() == 0 ? "" : ", in " + block.loopDepth() + " loops").append('\n');
    block.code().forEach(i -> text.append(String.format(Locale.ROOT, "%6d  %s\n", i.ptxLine(), i)));
    block
        .terminator()
        .ifPresent(i -> text.append(String.format(Locale.ROOT, "%6d  %s\n", i.ptxLine(), i)));
  }
}

package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.process.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A temporary folder in which one source is compiled; closing it deletes it. */
final class CompileFolder implements AutoCloseable {
  private final Toolchain toolchain;
  private final Duration limit;
  private final Path folder;

  private CompileFolder(Toolchain toolchain, Duration limit, Path folder) {
    this.toolchain = toolchain;
    this.limit = limit;
    this.folder = folder;
  }

  /**
   * How a build ended.
   *
   * @param refused why the entry does not count: a time limit, a file that must not be read
   * @param repeatable whether doing it again would give the same entry
   */
  record Outcome(CompiledEntry entry, List<Diagnostic> refused, boolean repeatable) {
    private static final CompiledEntry NOTHING = new CompiledEntry("", Optional.empty(), "", "");

    static Outcome refused(Diagnostic reason) {
      return new Outcome(NOTHING, List.of(reason), false);
    }

    static Outcome of(CompiledEntry entry) {
      boolean crashed = entry.frontEndText().contains("died due to signal");
      return new Outcome(entry, List.of(), !crashed);
    }
  }

  static CompileFolder create(Toolchain toolchain, Duration limit) throws IOException {
    Path folder = Files.createTempDirectory("warpsmith-nvcc").toRealPath();
    return new CompileFolder(toolchain, limit, folder);
  }

  Path path() {
    return folder;
  }

  Outcome build(CompileRequest request) throws IOException {
    Files.writeString(folder.resolve(NvccCompiler.FILE), request.text());
    ToolRun nvcc = run(request.nvccCommand(toolchain));
    if (nvcc.timedOut()) {
      return Outcome.refused(stopped("nvcc"));
    }
    Optional<Diagnostic> forbidden =
        new IncludeGuard(toolchain).checkRead(filesRead(), folder.resolve(NvccCompiler.FILE));
    if (forbidden.isPresent()) {
      return Outcome.refused(forbidden.get());
    }
    String text = local(nvcc.output());
    String ptx = ptx();
    if (!nvcc.succeeded()) {
      ToolchainFault.requireNone(text);
      return Outcome.of(new CompiledEntry(ptx, Optional.empty(), text, ""));
    }
    Files.writeString(folder.resolve(NvccCompiler.PTX), ptx);
    return assemble(request, ptx, text);
  }

  private Outcome assemble(CompileRequest request, String ptx, String text) throws IOException {
    ToolRun ptxas = run(request.ptxasCommand(toolchain));
    if (ptxas.timedOut()) {
      return Outcome.refused(stopped("ptxas"));
    }
    String said = local(ptxas.output());
    if (!ptxas.succeeded()) {
      ToolchainFault.requireNone(said);
      return Outcome.of(new CompiledEntry(ptx, Optional.empty(), text, said));
    }
    byte[] cubin = Files.readAllBytes(folder.resolve(NvccCompiler.CUBIN));
    return Outcome.of(new CompiledEntry(ptx, Optional.of(cubin), text, said));
  }

  private ToolRun run(List<String> command) throws IOException {
    Map<String, String> environment = ToolEnvironment.of(System.getenv(), folder);
    try {
      return ToolchainFault.requireNotInterrupted(
          command.get(0), ToolRun.of(command, folder, environment, limit));
    } catch (IOException e) {
      throw new ToolchainException(
          "cannot run " + command.get(0) + ": " + e.getMessage() + "; reinstall the CUDA toolkit",
          e);
    }
  }

  private Diagnostic stopped(String tool) {
    return Diagnostic.error(
        tool
            + " was stopped after "
            + limit.toSeconds()
            + " s; simplify the templates or unrolling");
  }

  private String ptx() throws IOException {
    Path file = folder.resolve(NvccCompiler.PTX);
    return Files.isRegularFile(file) ? local(Files.readString(file)) : "";
  }

  /** Returns the text without this folder's path. */
  private String local(String text) {
    return text.replace(folder + "/", "");
  }

  /** Returns the files that nvcc's preprocessor opened, from the make rule it wrote. */
  private List<Path> filesRead() throws IOException {
    Path rule = folder.resolve(NvccCompiler.DEPENDENCIES);
    if (!Files.isRegularFile(rule)) {
      return List.of();
    }
    String text = Files.readString(rule);
    String dependencies = text.substring(text.indexOf(':') + 1).replace("\\\n", " ");
    return Arrays.stream(dependencies.strip().split("(?<!\\\\)\\s+"))
        .filter(name -> !name.isEmpty())
        .map(name -> folder.resolve(name.replace("\\ ", " ")).normalize())
        .toList();
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.Directive;
import dev.warpsmith.kernels.KernelSignature;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.device.ModuleImage;
import dev.warpsmith.kernels.nvcc.CompilationResult.CompileFailed;
import dev.warpsmith.kernels.nvcc.CompilationResult.Compiled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiles candidates with {@code nvcc -ptx} and {@code ptxas}, through a cache. May be used by
 * several threads at once.
 *
 * <p>The compilers run without a shell, in a folder of their own, with an environment, flags and
 * headers from allow-lists, and within a time limit that ends all their descendants.
 */
public final class NvccCompiler {
  /** The name that every source has while it is compiled. */
  static final String FILE = "kernel.cu";

  static final String PTX = "kernel.ptx";
  static final String CUBIN = "kernel.cubin";
  static final String DEPENDENCIES = "kernel.d";

  /** How long one of the compilers may take unless told otherwise. */
  public static final Duration DEFAULT_LIMIT = Duration.ofMinutes(2);

  private static final Pattern ENTRY = Pattern.compile("[Ee]ntry (?:function )?'?(\\w+)");

  private final Toolchain toolchain;
  private final CompileCache cache;
  private final Duration limit;

  /** Makes a compiler with the default time limit. */
  public NvccCompiler(Toolchain toolchain, CompileCache cache) {
    this(toolchain, cache, DEFAULT_LIMIT);
  }

  /**
   * Makes a compiler.
   *
   * @param limit how long nvcc may take, and how long ptxas
   */
  public NvccCompiler(Toolchain toolchain, CompileCache cache, Duration limit) {
    this.toolchain = toolchain;
    this.cache = cache;
    this.limit = limit;
  }

  /**
   * Returns a compiler with this machine's toolchain and this user's cache.
   *
   * @throws ToolchainException if a compiler is missing
   */
  public static NvccCompiler standard() {
    return new NvccCompiler(Toolchain.find(), CompileCache.standard());
  }

  /** Returns the compilers used. */
  public Toolchain toolchain() {
    return toolchain;
  }

  /** Returns the cache used. */
  public CompileCache cache() {
    return cache;
  }

  /**
   * Compiles a candidate with its tunable values.
   *
   * @param arch the GPU's architecture, such as {@code sm_90}
   * @throws ToolchainException if the compilers cannot run, or do not know the architecture
   */
  public CompilationResult compile(Candidate candidate, String arch) {
    CudaSource source = candidate.source();
    List<String> flags = candidate.plan().flags();
    List<Diagnostic> refused = new ArrayList<>();
    CompilerFlags.refused(flags).ifPresent(flag -> refused.add(refusedFlag(source, flag)));
    refused.addAll(new IncludeGuard(toolchain).check(source.file(), source.text()));
    if (!refused.isEmpty()) {
      return failed(refused);
    }
    CompileRequest request =
        new CompileRequest(source.text(), CompilerFlags.of(flags), candidate.tunables(), arch);
    String key = request.key(toolchain);
    Optional<CompiledEntry> known = cache.find(key);
    if (known.isPresent()) {
      return result(known.get(), source);
    }
    return build(request, key, source);
  }

  private CompilationResult build(CompileRequest request, String key, CudaSource source) {
    try (CompileFolder folder = CompileFolder.create(toolchain, limit)) {
      CompileFolder.Outcome outcome = folder.build(request);
      if (!outcome.refused().isEmpty()) {
        return failed(outcome.refused());
      }
      if (outcome.repeatable()) {
        cache.put(key, outcome.entry());
      }
      return result(outcome.entry(), source);
    } catch (IOException e) {
      throw new ToolchainException(
          "cannot compile in a temporary folder: "
              + e.getMessage()
              + "; check that "
              + System.getProperty("java.io.tmpdir")
              + " can be written and has space",
          e);
    }
  }

  private static CompilationResult failed(List<Diagnostic> errors) {
    List<String> lines = errors.stream().map(Diagnostic::toString).toList();
    return new CompileFailed(errors, String.join("\n", lines));
  }

  private CompilationResult result(CompiledEntry entry, CudaSource source) {
    CompilerText text = new CompilerText(source.file());
    List<Diagnostic> diagnostics = new ArrayList<>();
    String ptx = text.renamedPtx(entry.ptx());
    diagnostics.addAll(DiagnosticParser.parse(text.cleaned(entry.frontEndText()), ptx));
    diagnostics.addAll(DiagnosticParser.parse(text.cleaned(entry.assemblerText()), ptx));
    diagnostics.replaceAll(diagnostic -> located(diagnostic, source));
    if (entry.cubin().isPresent()) {
      diagnostics.removeIf(Diagnostic::isError);
      ModuleImage image =
          new ModuleImage(ptx, entry.cubin(), ResourceUsage.parse(entry.assemblerText()));
      return new Compiled(image, diagnostics);
    }
    String printed = text.cleaned(entry.frontEndText() + entry.assemblerText());
    if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
      diagnostics.add(Diagnostic.error(unexplained(printed)));
    }
    return new CompileFailed(diagnostics, CompilerText.trimmed(printed));
  }

  /** Returns a message about a whole kernel, which ptxas leaves without a line, at the kernel. */
  private static Diagnostic located(Diagnostic diagnostic, CudaSource source) {
    Matcher entry = ENTRY.matcher(diagnostic.message());
    if (diagnostic.position().isPresent() || !entry.find()) {
      return diagnostic;
    }
    Optional<SourcePosition> kernel =
        source.kernels().stream()
            .filter(known -> isEntryOf(entry.group(1), known.name()))
            .map(KernelSignature::position)
            .findFirst();
    return new Diagnostic(kernel, diagnostic.severity(), diagnostic.message());
  }

  private static boolean isEntryOf(String entry, String kernel) {
    return entry.equals(kernel)
        || (entry.startsWith("_Z") && entry.contains(kernel.length() + kernel));
  }

  private static String unexplained(String printed) {
    return printed
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .map(line -> "the compiler failed: " + line.strip())
        .orElse("the compiler failed and printed nothing");
  }

  private static Diagnostic refusedFlag(CudaSource source, String flag) {
    SourcePosition position =
        source.directives("flags").stream()
            .filter(directive -> List.of(directive.body().split("\\s+")).contains(flag))
            .map(Directive::position)
            .findFirst()
            .orElse(SourcePosition.ofLine(source.file(), 1));
    return Diagnostic.error(
        position, "flag " + flag + " is not allowed (allowed: " + CompilerFlags.ALLOWED + ")");
  }
}

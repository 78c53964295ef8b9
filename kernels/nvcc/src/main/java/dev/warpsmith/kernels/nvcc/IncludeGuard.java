package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.CudaText;
import dev.warpsmith.kernels.SourcePosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses sources that would read files: a candidate may include CUDA's and C++'s own headers,
 * nothing else. After the compilation the files that were really read are checked as well.
 */
final class IncludeGuard {
  private static final Pattern SPLICE = Pattern.compile("\\\\[ \\t]*\\r?\\n");
  private static final Pattern DIRECTIVE =
      Pattern.compile("(?m)^[ \\t]*(?:#|%:|\\?\\?=)[ \\t]*(\\w+)[ \\t]*([^\\r\\n]*)");
  private static final Pattern ANGLE = Pattern.compile("<([A-Za-z0-9_.+/-]+)>");
  private static final Pattern FORBIDDEN =
      Pattern.compile("\\b(__has_include(?:_next)?|__has_embed)\\b|\\.incbin\\b");
  private static final Pattern DEPENDENCY_PRAGMA =
      Pattern.compile("\\bGCC\\s+dependency\\b|\\binclude_alias\\b");

  private static final Set<String> STANDARD =
      Set.of(
          "algorithm",
          "array",
          "atomic",
          "bit",
          "bitset",
          "cassert",
          "cctype",
          "cerrno",
          "cfenv",
          "cfloat",
          "charconv",
          "chrono",
          "cinttypes",
          "climits",
          "cmath",
          "compare",
          "complex",
          "concepts",
          "cstdarg",
          "cstddef",
          "cstdint",
          "cstdio",
          "cstdlib",
          "cstring",
          "ctime",
          "functional",
          "initializer_list",
          "iterator",
          "limits",
          "memory",
          "new",
          "numbers",
          "numeric",
          "optional",
          "random",
          "ratio",
          "span",
          "stdexcept",
          "string",
          "string_view",
          "tuple",
          "type_traits",
          "typeinfo",
          "utility",
          "valarray",
          "variant",
          "vector",
          "assert.h",
          "ctype.h",
          "errno.h",
          "float.h",
          "inttypes.h",
          "limits.h",
          "math.h",
          "stdarg.h",
          "stdbool.h",
          "stddef.h",
          "stdint.h",
          "stdio.h",
          "stdlib.h",
          "string.h",
          "time.h");

  private final Toolchain toolchain;

  IncludeGuard(Toolchain toolchain) {
    this.toolchain = toolchain;
  }

  /** Returns an error for each line that reads, or asks for, a file it must not. */
  List<Diagnostic> check(String file, String text) {
    List<Diagnostic> errors = new ArrayList<>();
    Spliced spliced = Spliced.of(text);
    Matcher directive = DIRECTIVE.matcher(spliced.code());
    while (directive.find()) {
      SourcePosition at = spliced.position(file, directive.start());
      directiveProblem(directive.group(1), spliced.operand(directive))
          .ifPresent(problem -> errors.add(Diagnostic.error(at, problem)));
    }
    Matcher forbidden = FORBIDDEN.matcher(spliced.text());
    while (forbidden.find()) {
      SourcePosition at = spliced.position(file, forbidden.start());
      errors.add(
          Diagnostic.error(at, forbidden.group() + " is not allowed in a candidate; remove it"));
    }
    return errors;
  }

  /** Returns an error if a file that the compiler read lies outside the toolchain's headers. */
  Optional<Diagnostic> checkRead(List<Path> files, Path own) {
    return files.stream()
        .filter(file -> !file.equals(own) && !toolchain.isHeader(file))
        .findFirst()
        .map(file -> Diagnostic.error("the candidate reads " + file.getFileName() + "; " + RULE));
  }

  private static final String RULE =
      "a candidate may include CUDA's and C++'s own headers only, as #include <name>";

  private Optional<String> directiveProblem(String word, String operand) {
    return switch (word) {
      case "include" -> includeProblem(operand);
      case "include_next", "import", "embed" ->
          Optional.of("#" + word + " is not allowed; " + RULE);
      case "pragma" ->
          DEPENDENCY_PRAGMA.matcher(operand).find()
              ? Optional.of("this pragma reads a file; remove it")
              : Optional.empty();
      case "line" -> Optional.of("#line is not allowed in a candidate; remove it");
      default ->
          word.matches("\\d+")
              ? Optional.of("a line marker is not allowed in a candidate; remove it")
              : Optional.empty();
    };
  }

  private Optional<String> includeProblem(String operand) {
    Matcher angle = ANGLE.matcher(operand.strip());
    if (!angle.matches()) {
      return Optional.of("#include " + operand.strip() + " is not allowed; " + RULE);
    }
    String name = angle.group(1);
    boolean relative = name.startsWith("/") || List.of(name.split("/", -1)).contains("..");
    if (relative || !(STANDARD.contains(name) || isCudaHeader(name))) {
      return Optional.of("#include <" + name + "> is not allowed; " + RULE);
    }
    return Optional.empty();
  }

  private boolean isCudaHeader(String name) {
    return toolchain.cudaIncludes().stream()
        .anyMatch(folder -> Files.isRegularFile(folder.resolve(name)));
  }

  /**
   * A text with its continued lines joined, as the preprocessor sees it.
   *
   * @param code without comments and literals
   * @param uncommented without comments
   * @param joins offset in {@code text} of each join
   */
  private record Spliced(String text, String code, String uncommented, List<Integer> joins) {
    static Spliced of(String original) {
      StringBuilder joined = new StringBuilder();
      List<Integer> joins = new ArrayList<>();
      Matcher splice = SPLICE.matcher(original);
      int at = 0;
      while (splice.find()) {
        joined.append(original, at, splice.start());
        joins.add(joined.length());
        at = splice.end();
      }
      joined.append(original.substring(at));
      String text = joined.toString();
      return new Spliced(
          text, CudaText.withoutCommentsAndLiterals(text), CudaText.withoutComments(text), joins);
    }

    /** Returns what follows a directive's word; a quoted name is still there, a comment is not. */
    String operand(Matcher directive) {
      return uncommented.substring(directive.end(1), directive.end(2));
    }

    SourcePosition position(String file, int offset) {
      long line =
          1
              + text.substring(0, offset).chars().filter(c -> c == '\n').count()
              + joins.stream().filter(join -> join <= offset).count();
      return SourcePosition.ofLine(file, Math.toIntExact(line));
    }
  }
}

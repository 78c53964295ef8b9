package dev.warpsmith.kernels;

import java.util.Set;

/** Which names a dim, tensor, scalar or tunable may have. */
public final class Names {
  /** Words of C++ that a name must not be; a tunable's name becomes a macro. */
  private static final Set<String> RESERVED =
      Set.of(
          "ceildiv",
          "min",
          "max",
          "auto",
          "bool",
          "break",
          "case",
          "char",
          "class",
          "const",
          "constexpr",
          "continue",
          "default",
          "delete",
          "do",
          "double",
          "else",
          "enum",
          "extern",
          "false",
          "float",
          "for",
          "goto",
          "if",
          "inline",
          "int",
          "long",
          "namespace",
          "new",
          "operator",
          "private",
          "public",
          "register",
          "return",
          "short",
          "signed",
          "sizeof",
          "static",
          "struct",
          "switch",
          "template",
          "this",
          "true",
          "typedef",
          "typename",
          "union",
          "unsigned",
          "using",
          "virtual",
          "void",
          "volatile",
          "while",
          "defined",
          "threadIdx",
          "blockIdx",
          "blockDim",
          "gridDim",
          "warpSize",
          "asm");

  private Names() {}

  /** Reads a name that may be declared. */
  public static String declared(SourceCursor cursor, String what) {
    SourcePosition position = cursor.position();
    String name = cursor.name(what);
    if (RESERVED.contains(name)) {
      throw new SourceException(
          position, "'" + name + "' is a word of C++ or of expressions; rename it");
    }
    if (name.startsWith("__") || name.matches("_[A-Z].*")) {
      throw new SourceException(
          position, "'" + name + "' begins like a compiler's name; rename it");
    }
    return name;
  }
}

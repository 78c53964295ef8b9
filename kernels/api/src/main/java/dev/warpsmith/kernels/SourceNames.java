package dev.warpsmith.kernels;

/** The names that kernels have in CUDA source, from their mangled names (Itanium C++ ABI). */
public final class SourceNames {
  private SourceNames() {}

  /** Returns the function's name with its namespaces but without its parameters. */
  public static String of(String entry) {
    if (!entry.startsWith("_Z")) {
      return entry;
    }
    boolean nested = entry.startsWith("_ZN");
    StringBuilder name = new StringBuilder();
    int position = nested ? 3 : 2;
    while (position < entry.length() && Character.isDigit(entry.charAt(position))) {
      int digits = position;
      while (digits < entry.length() && Character.isDigit(entry.charAt(digits))) {
        digits++;
      }
      int length = Integer.parseInt(entry.substring(position, digits));
      if (digits + length > entry.length()) {
        return entry;
      }
      name.append(name.isEmpty() ? "" : "::").append(entry, digits, digits + length);
      position = digits + length;
      if (!nested) {
        break;
      }
    }
    return name.isEmpty() ? entry : name.toString();
  }
}

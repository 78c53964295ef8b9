package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.SourceNames;
import dev.warpsmith.kernels.device.KernelParameter;
import dev.warpsmith.kernels.device.KernelParameter.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the kernels and their parameters off nvcc's PTX (PTX ISA, "kernel function parameters").
 *
 * <p>It looks at declarations and parameter loads only, so that it also reads what the emulated GPU
 * does not know.
 */
final class PtxEntries {
  private static final Pattern ENTRY =
      Pattern.compile("\\.entry\\s+([\\w$]+)\\s*(?:\\(([^)]*)\\))?([^{;]*)\\{");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\.param\\s+(?:\\.align\\s+\\d+\\s+)?\\.([a-z]+)(\\d+)\\s+(\\.ptr[\\w.\\s]*?\\s)?([\\w$]+)"
              + "(?:\\[(\\d+)])?\\s*$");
  private static final Pattern LOAD =
      Pattern.compile("ld\\.param\\.[a-z]64\\s+(%\\w+),\\s*\\[([\\w$]+)]");
  private static final Pattern ADDRESS =
      Pattern.compile("cvta\\.to\\.\\w+\\.u64\\s+%\\w+,\\s*(%\\w+)|\\[(%\\w+)[^]]*]");

  private PtxEntries() {}

  /**
   * A kernel.
   *
   * @param name in the module
   * @param clusters whether it says how many blocks a cluster has
   */
  record Entry(String name, List<KernelParameter> parameters, boolean clusters) {
    Entry {
      parameters = List.copyOf(parameters);
    }
  }

  /** Returns the kernels by entry name and by the name in the source. */
  static Map<String, Entry> read(String ptx) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Matcher found = ENTRY.matcher(ptx);
    while (found.find()) {
      int next = ptx.indexOf(".entry", found.end());
      String body = ptx.substring(found.end(), next < 0 ? ptx.length() : next);
      Set<String> pointers = pointers(body);
      List<KernelParameter> parameters = new ArrayList<>();
      for (String declaration : declarations(found.group(2))) {
        parameters.add(parameter(declaration.strip(), pointers));
      }
      Entry entry = new Entry(found.group(1), parameters, found.group(3).contains("cluster"));
      entries.put(entry.name(), entry);
      entries.putIfAbsent(SourceNames.of(entry.name()), entry);
    }
    return entries;
  }

  private static List<String> declarations(String list) {
    return list == null || list.isBlank() ? List.of() : List.of(list.split(","));
  }

  private static KernelParameter parameter(String declaration, Set<String> pointers) {
    Matcher found = PARAMETER.matcher(declaration);
    if (!found.find()) {
      return new KernelParameter(0, Kind.OPAQUE);
    }
    int bytes = Integer.parseInt(found.group(2)) / 8;
    if (found.group(5) != null) {
      return new KernelParameter(bytes * Integer.parseInt(found.group(5)), Kind.OPAQUE);
    }
    if (found.group(3) != null || pointers.contains(found.group(4))) {
      return new KernelParameter(bytes, Kind.POINTER);
    }
    return new KernelParameter(
        bytes,
        switch (found.group(1)) {
          case "f" -> Kind.FLOATING;
          case "u", "s" -> Kind.INTEGER;
          default -> Kind.OPAQUE;
        });
  }

  /** Returns the parameters that addresses are made of. */
  private static Set<String> pointers(String body) {
    Set<String> bases = new HashSet<>();
    Matcher address = ADDRESS.matcher(body);
    while (address.find()) {
      bases.add(address.group(1) == null ? address.group(2) : address.group(1));
    }
    Set<String> pointers = new HashSet<>();
    Matcher load = LOAD.matcher(body);
    while (load.find()) {
      if (bases.contains(load.group(1))) {
        pointers.add(load.group(2));
      }
    }
    return pointers;
  }
}

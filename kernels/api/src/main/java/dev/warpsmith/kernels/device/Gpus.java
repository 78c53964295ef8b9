package dev.warpsmith.kernels.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the table of GPUs, {@code gpus.json}, in which every number has its source.
 *
 * <p>The table has a {@linkplain #version version}, printed with every modelled number.
 */
public final class Gpus {
  private static final String TABLE = "gpus.json";

  private Gpus() {}

  /** Returns the version of the table, such as {@code g1}. */
  public static String version() {
    return Table.READ.version;
  }

  /** Returns every GPU, in the order of the table. */
  public static List<GpuSpec> all() {
    return List.copyOf(Table.READ.byName.values());
  }

  /** Returns the names of every GPU, in the order of the table. */
  public static List<String> names() {
    return List.copyOf(Table.READ.byName.keySet());
  }

  /**
   * Returns the GPU of a name or alias, whatever its case.
   *
   * @throws DeviceException if the table has no such GPU; the message suggests the nearest name
   */
  public static GpuSpec find(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    String canonical = Table.READ.aliases.getOrDefault(wanted, wanted);
    GpuSpec spec = Table.READ.byName.get(canonical);
    if (spec == null) {
      throw new DeviceException(
          "no GPU named '"
              + name
              + "'"
              + suggestion(wanted)
              + " (known: "
              + String.join(", ", names())
              + ")");
    }
    return spec;
  }

  private static String suggestion(String wanted) {
    String best = "";
    int distance = 3;
    List<String> known = new ArrayList<>(names());
    known.addAll(Table.READ.aliases.keySet());
    for (String name : known) {
      int next = editDistance(wanted, name);
      if (next < distance) {
        best = name;
        distance = next;
      }
    }
    return best.isEmpty() ? "" : ", did you mean '" + best + "'?";
  }

  /** Levenshtein's distance. */
  static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }

  /** The table, read once. */
  private record Table(String version, Map<String, GpuSpec> byName, Map<String, String> aliases) {
    static final Table READ = read();

    static Table read() {
      try (InputStream in = Gpus.class.getResourceAsStream(TABLE)) {
        if (in == null) {
          throw new IllegalStateException(TABLE + " is not on the class path");
        }
        return of(new ObjectMapper().readTree(in));
      } catch (IOException e) {
        throw new UncheckedIOException(TABLE + ": " + e.getMessage(), e);
      }
    }

    static Table of(JsonNode root) {
      Map<String, GpuSpec> byName = new LinkedHashMap<>();
      Map<String, String> aliases = new HashMap<>();
      for (JsonNode gpu : root.required("gpus")) {
        JsonNode architecture =
            root.required("architectures").required(gpu.required("arch").asText());
        GpuSpec spec = GpuRow.spec(gpu, architecture);
        byName.put(spec.name(), spec);
        gpu.required("aliases").forEach(alias -> aliases.put(alias.asText(), spec.name()));
      }
      return new Table(root.required("version").asText(), byName, aliases);
    }
  }
}

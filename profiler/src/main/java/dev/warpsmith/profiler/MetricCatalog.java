package dev.warpsmith.profiler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the table of metrics, {@code metrics.json}: units, the tables that Nsight Compute shows
 * them in, what they are called on which architecture, and why a source cannot give one.
 */
public final class MetricCatalog {
  private static final String TABLE = "metrics.json";

  private MetricCatalog() {}

  /** The tables of a profile, in the order in which they are shown. */
  public enum Table {
    LAUNCH,
    SPEED_OF_LIGHT,
    INSTRUCTIONS,
    MEMORY,
    WARP_STATES;

    /** Returns the heading, such as {@code speed of light}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Table of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }
  }

  /**
   * A metric that profiles have, or say why not.
   *
   * @param unit as Nsight Compute prints it, without prefix but for {@code usecond}
   * @param spellings what ncu calls it, by compute capability
   * @param missing why ncu cannot give it, by compute capability
   * @param notEmulated why the emulated GPU cannot give it; empty if it can
   */
  public record Entry(
      String name,
      String unit,
      Table table,
      Map<ArchRange, String> spellings,
      Map<ArchRange, String> missing,
      Optional<String> notEmulated) {

    /** Keeps the order of the maps. */
    public Entry {
      spellings = Collections.unmodifiableMap(new LinkedHashMap<>(spellings));
      missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
    }

    /** Returns what to ask ncu for on compute capability {@code arch}, such as 90. */
    public Optional<String> spelling(int arch) {
      return missing(arch).isPresent() ? Optional.empty() : first(spellings, arch);
    }

    /** Returns why ncu cannot give it on a compute capability. */
    public Optional<String> missing(int arch) {
      return first(missing, arch);
    }

    /** Returns every name under which it may stand in ncu's output, its own first. */
    public Set<String> names() {
      Set<String> names = new LinkedHashSet<>(Set.of(name));
      names.addAll(spellings.values());
      return names;
    }

    private static Optional<String> first(Map<ArchRange, String> ranges, int arch) {
      return ranges.entrySet().stream()
          .filter(entry -> entry.getKey().contains(arch))
          .map(Map.Entry::getValue)
          .findFirst();
    }
  }

  /** Compute capabilities from one to another, both included; 90 is {@code sm_90}. */
  public record ArchRange(int from, int to) {
    static final ArchRange ALL = new ArchRange(0, Integer.MAX_VALUE);

    /** Reads {@code 75-90}, {@code 100-} or {@code 90}. */
    static ArchRange parse(String text) {
      String[] ends = text.split("-", -1);
      int from = Integer.parseInt(ends[0]);
      int last = ends.length == 1 ? from : Integer.MAX_VALUE;
      return new ArchRange(
          from, ends.length == 2 && !ends[1].isEmpty() ? Integer.parseInt(ends[1]) : last);
    }

    boolean contains(int arch) {
      return from <= arch && arch <= to;
    }
  }

  /** Returns every metric: the paper's 24 in its order, then the others in the table's. */
  public static List<Entry> all() {
    return List.copyOf(Catalog.READ.values());
  }

  /** Returns the metric of a name. */
  public static Optional<Entry> find(String name) {
    return Optional.ofNullable(Catalog.READ.get(name));
  }

  /** Returns the names of a table's metrics, in its order. */
  public static List<String> names(Table table) {
    return Catalog.ROWS.stream().filter(entry -> entry.table() == table).map(Entry::name).toList();
  }

  private static final class Catalog {
    static final List<Entry> ROWS = read();
    static final Map<String, Entry> READ = paperFirst(ROWS);

    private static List<Entry> read() {
      try (InputStream in = MetricCatalog.class.getResourceAsStream(TABLE)) {
        if (in == null) {
          throw new IllegalStateException(TABLE + " is missing from the jar");
        }
        JsonNode rows = new ObjectMapper().readTree(in).required("metrics");
        return rows.valueStream().map(Catalog::entry).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(TABLE + " cannot be read", e);
      }
    }

    private static Entry entry(JsonNode row) {
      String name = row.required("name").asText();
      Map<ArchRange, String> spellings = ranges(row.path("ncu"));
      return new Entry(
          name,
          row.required("unit").asText(),
          Table.of(row.required("section").asText()),
          spellings.isEmpty() ? Map.of(ArchRange.ALL, name) : spellings,
          ranges(row.path("never")),
          row.has("emulator") ? Optional.of(row.path("emulator").asText()) : Optional.empty());
    }

    private static Map<ArchRange, String> ranges(JsonNode node) {
      Map<ArchRange, String> ranges = new LinkedHashMap<>();
      node.properties()
          .forEach(field -> ranges.put(ArchRange.parse(field.getKey()), field.getValue().asText()));
      return ranges;
    }

    private static Map<String, Entry> paperFirst(List<Entry> rows) {
      Map<String, Entry> byName = new LinkedHashMap<>();
      rows.forEach(row -> byName.put(row.name(), row));
      Map<String, Entry> ordered = new LinkedHashMap<>();
      KeyMetrics.paper().forEach(name -> ordered.put(name, required(byName, name)));
      rows.forEach(row -> ordered.putIfAbsent(row.name(), row));
      return ordered;
    }

    private static Entry required(Map<String, Entry> byName, String name) {
      Entry entry = byName.get(name);
      if (entry == null) {
        throw new IllegalStateException(TABLE + " has no " + name);
      }
      return entry;
    }
  }
}

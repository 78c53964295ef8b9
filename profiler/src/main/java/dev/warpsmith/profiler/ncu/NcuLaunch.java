package dev.warpsmith.profiler.ncu;

import dev.warpsmith.profiler.Metric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One profiled launch, as one output of ncu tells of it.
 *
 * @param id ncu's number of the launch
 * @param process id of the process that launched it
 * @param kernel name with its template arguments and parameters, as printed
 * @param columns what identifies the launch, by heading: {@code Stream}, {@code Grid Size}, …
 * @param metrics by name, in the order printed, in base units; absent with the reason where ncu
 *     printed no number
 * @param texts metrics whose values are words, such as {@code device__attribute_display_name}
 */
public record NcuLaunch(
    int id,
    String process,
    String kernel,
    Map<String, String> columns,
    Map<String, Metric> metrics,
    Map<String, String> texts) {

  /** Copies the maps, keeping their order. */
  public NcuLaunch {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** Returns the compute capability times ten, such as 90, if ncu printed it. */
  public OptionalInt arch() {
    String text = columns.getOrDefault("CC", "").replace(".", "");
    return text.matches("\\d{2,3}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  /** Returns the GPU's name, if ncu printed it. */
  public Optional<String> gpu() {
    return Optional.ofNullable(texts.get("device__attribute_display_name"));
  }

  /** Returns the kernel's name without template arguments, parameters, namespace and type. */
  public String function() {
    int end = kernel.length();
    for (char stop : new char[] {'<', '('}) {
      int at = kernel.indexOf(stop);
      end = at > 0 ? Math.min(end, at) : end;
    }
    String head = kernel.substring(0, end).strip();
    return head.substring(Math.max(head.lastIndexOf(':'), head.lastIndexOf(' ')) + 1);
  }
}

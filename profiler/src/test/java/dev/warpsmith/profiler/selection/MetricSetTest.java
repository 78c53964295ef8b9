package dev.warpsmith.profiler.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.profiler.KeyMetrics;
import dev.warpsmith.profiler.selection.MetricSelection.Cause;
import dev.warpsmith.profiler.selection.MetricSelection.Chosen;
import dev.warpsmith.profiler.selection.MetricSelection.Dropped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricSetTest {
  private static final ProfileSource SOURCE =
      new ProfileSource("modelled", "m1/g1", "emulated:h200");
  private static final MetricSelection SELECTION =
      new MetricSelection(
          List.of(
              new Chosen(KeyMetrics.DRAM_READ, 0.9, true, Map.of("gelu", 0.95, "sum", 0.85)),
              new Chosen(KeyMetrics.WARPS_ACTIVE, 0.8, false, Map.of("gelu", -0.8))),
          List.of(new Dropped(KeyMetrics.REGISTERS, Cause.UNSTABLE, "gelu +0.5, sum -0.5")),
          Map.of("gelu", 8, "sum", 6),
          Map.of("softmax", "2 kernels, 5 needed"),
          0.75);

  private @TempDir Path folder;

  @Test
  void isReadAsItWasWritten() throws Exception {
    Path file = folder.resolve("set.json");
    String text =
        MetricSet.text(
            MetricSet.json(SELECTION, SelectionRules.STANDARD, SOURCE, List.of("runs/gelu/1")));
    Files.writeString(file, text);

    assertThat(MetricSet.read(file)).isEqualTo(new MetricSet(SELECTION.chosen(), SOURCE));
    assertThat(MetricSet.read(file).names())
        .containsExactly(KeyMetrics.DRAM_READ, KeyMetrics.WARPS_ACTIVE);
    assertThat(text)
        .contains("\"kernels\" : 14", "\"runs/gelu/1\"", "\"collinear\" : 0.95")
        .contains("changes its sign from task to task", "2 kernels, 5 needed");
  }

  @Test
  void saysWhyAFileIsNoSet() throws Exception {
    assertThatThrownBy(() -> read("{\"metrics\": [{\"name\": \"no__such.sum\"}]}"))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no profile has a metric 'no__such.sum'")
        .hasMessageContaining("warpsmith metrics select");
    assertThatThrownBy(() -> read("{\"metrics\": []}")).isInstanceOf(SourceException.class);
    assertThatThrownBy(() -> read("metrics")).isInstanceOf(SourceException.class);
    assertThatThrownBy(() -> MetricSet.read(folder.resolve("none.json")))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("none.json:1: this is no set of metrics (there is no such file)");
  }

  private MetricSet read(String text) throws Exception {
    Path file = folder.resolve("bad.json");
    Files.writeString(file, text);
    return MetricSet.read(file);
  }
}

package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Selects from CSV files in ncu's layout, with correlations that are known. */
class MetricsSelectTest {
  private static final String HEAD =
      "\"ID\",\"Process ID\",\"Kernel Name\",\"Block Size\",\"Grid Size\",\"CC\","
          + "\"device__attribute_display_name\",\"gpu__time_duration.sum\",\"dram__bytes_read.sum\","
          + "\"dram__bytes_write.sum\",\"launch__registers_per_thread\",\"sm__inst_executed.sum\"\n"
          + "\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"ns\",\"byte\",\"byte\",\"register/thread\",\"inst\"\n";

  private @TempDir Path folder;

  /**
   * Writes kernels whose reads follow their time; instructions do so with another sign per task.
   */
  private Path csv(String task, String gpu, int kernels, int sign) throws IOException {
    Random random = new Random(task.hashCode());
    StringBuilder text = new StringBuilder("==PROF== Connected to process 1\n" + HEAD);
    for (int i = 0; i < kernels; i++) {
      double time = 10_000 + random.nextInt(90_000);
      double read = 1000 * (time + random.nextInt(20_000));
      double instructions = 500_000 + sign * 3 * (time + random.nextInt(30_000));
      text.append(
          String.format(
              Locale.ROOT,
              "\"%d\",\"1\",\"k%d(float *)\",\"(256, 1, 1)\",\"(8, 1, 1)\",\"9.0\",\"%s\","
                  + "\"%,.0f\",\"%,.0f\",\"%,.0f\",\"32\",\"%,.0f\"\n",
              i,
              i,
              gpu,
              time,
              read,
              2 * read,
              instructions));
    }
    return Files.writeString(folder.resolve(task + ".csv"), text.toString());
  }

  @Test
  void writesTheSetWithItsProvenance() throws IOException {
    Path gelu = csv("gelu", "NVIDIA H100", 9, 1);
    Path sum = csv("sum", "NVIDIA H100", 8, -1);
    Path out = folder.resolve("set.json");
    Run run =
        Run.of(
            "metrics", "select", "gelu=" + gelu, "sum=" + sum, "--out", out.toString(), "--json");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    JsonNode json = new ObjectMapper().readTree(Files.readString(out));
    assertThat(json).isEqualTo(new ObjectMapper().readTree(run.out()));
    assertThat(json.path("metrics").findValuesAsText("name"))
        .containsExactly("dram__bytes_read.sum");
    assertThat(json.path("metrics").get(0).path("sign").asText()).isEqualTo("+");
    JsonNode from = json.path("provenance");
    assertThat(from.path("clock").asText()).isEqualTo("ncu");
    assertThat(from.path("device").asText()).isEqualTo("NVIDIA H100");
    assertThat(from.path("kernels").asInt()).isEqualTo(17);
    assertThat(from.path("tasks").path("gelu").asInt()).isEqualTo(9);
    assertThat(json.path("dropped").toString())
        .contains("tells exactly the same as another", "changes its sign", "does not vary");
  }

  @Test
  void tellsAPersonWhatWasChosenAndWhy() throws IOException {
    Path gelu = csv("gelu", "NVIDIA H100", 9, 1);
    Path sum = csv("sum", "NVIDIA H100", 8, -1);
    Run run = Run.of("metrics", "select", "gelu=" + gelu, "sum=" + sum);

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(
            "1 metrics of 6 selected, from 17 kernels of 2 tasks, ncu counters on NVIDIA H100")
        .containsPattern("dram__bytes_read.sum +0\\.9\\d +\\+0\\.9\\d +\\+0\\.9\\d")
        .contains("changes its sign from task to task\n  sm__inst_executed.sum  gelu +0.9")
        .contains("not written: name a file with --out");
  }

  @Test
  void refusesToMixGpusAndClocks() throws IOException {
    Path gelu = csv("gelu", "NVIDIA H100", 9, 1);
    Path sum = csv("sum", "NVIDIA A100", 8, 1);
    Run run = Run.of("metrics", "select", "gelu=" + gelu, "sum=" + sum);

    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err())
        .contains(
            "these profiles cannot be mixed", "NVIDIA H100", "NVIDIA A100", "give those of one");
  }

  @Test
  void saysWhatTheProtocolNeedsAndWhatWasLost() throws IOException {
    Path gelu = csv("gelu", "NVIDIA H100", 9, 1);
    String text = Files.readString(gelu);
    Path cut = Files.writeString(folder.resolve("cut.csv"), text.substring(0, text.length() - 9));
    Run one = Run.of("metrics", "select", "gelu=" + gelu);
    Run few = Run.of("metrics", "select", "gelu=" + gelu, "sum=" + cut, "--min-kernels", "9");

    assertThat(one.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(one.err()).contains("profiles of 1 task can be used", "needs 2 tasks of 5 kernels");
    assertThat(few.err()).contains("sum: 8 kernels, 9 needed");
  }

  @Test
  void refusesWhatIsNoRunNoTableAndNoThreshold() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path log =
        Files.writeString(folder.resolve("log.csv"), "==WARNING== No kernels were profiled.\n");

    assertThat(Run.of("metrics", "select", empty.toString()).err()).contains("no run is in");
    assertThat(Run.of("metrics", "select", "nowhere").err()).contains("there is no folder nowhere");
    assertThat(Run.of("metrics", "select", "a=" + log).err())
        .contains("nothing was profiled", "has no launch with its duration");
    assertThat(Run.of("metrics", "select", "x", "--collinear", "2").err())
        .contains("--collinear 2.0");
    assertThat(Run.of("metrics").err()).contains("expected 'select'");
  }

  @Test
  void aBadSetIsSaidBeforeAnythingIsRun() throws IOException {
    Path set = Files.writeString(folder.resolve("set.json"), "{\"metrics\": []}");
    for (String command : new String[] {"profile", "optimize"}) {
      Run run = Run.of(command, "gelu", "--metrics", set.toString());
      assertThat(run.code()).as(command).isEqualTo(ExitCode.USAGE.number());
      assertThat(run.err()).as(command).contains("this is no set of metrics");
    }
  }
}

package dev.warpsmith.profiler.ncu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.profiler.Metric;
import dev.warpsmith.profiler.ncu.NcuReport.Layout;
import org.junit.jupiter.api.Test;

class NcuCsvTest {

  @Test
  void readsEveryLaunchOfTheRawPageWithItsNames() {
    NcuReport report = Samples.report("raw-sm80.csv");

    assertThat(report.layout()).isEqualTo(Layout.RAW);
    assertThat(report.losses()).isEmpty();
    assertThat(report.launches())
        .extracting(NcuLaunch::id, NcuLaunch::kernel, NcuLaunch::function)
        .containsExactly(
            tuple(0, "relu_inplace_kernel(float *, long)", "relu_inplace_kernel"),
            tuple(1, "void reduce<(int)256, float>(const T2 *, T2 *, int)", "reduce"),
            tuple(2, "init()", "init"));
    assertThat(report.messages())
        .hasSize(3)
        .first()
        .isEqualTo("==PROF== Connected to process 4242 (/home/user/app)");
  }

  @Test
  void readsThousandsSeparatorsExponentsAndWords() {
    NcuLaunch launch = Samples.report("raw-sm80.csv").launches().get(0);

    assertThat(launch.metrics().get("dram__bytes_read.sum"))
        .isEqualTo(measured("dram__bytes_read.sum", 6_442_617_728.0, "byte"));
    assertThat(launch.metrics().get("sm__cycles_active.avg"))
        .isEqualTo(measured("sm__cycles_active.avg", 7_281_909.63, "cycle"));
    assertThat(Samples.report("raw-sm80.csv").launches().get(1).metrics())
        .containsEntry(
            "sm__cycles_active.avg", measured("sm__cycles_active.avg", 140_000, "cycle"));
    assertThat(launch.texts()).containsEntry("launch__func_cache_config", "CachePreferNone");
    assertThat(launch.gpu()).hasValue("NVIDIA A100-SXM4-40GB");
    assertThat(launch.arch()).hasValue(80);
    assertThat(launch.columns()).containsEntry("Grid Size", "(65535, 1, 1)");
  }

  @Test
  void valuesThatAreNoNumbersAreAbsentWithWhatStoodThere() {
    NcuLaunch launch = Samples.report("raw-sm80.csv").launches().get(2);

    assertThat(launch.metrics())
        .containsEntry(
            "dram__bytes.sum.per_second",
            new Metric.Absent("dram__bytes.sum.per_second", "ncu printed 'nan' for this launch"))
        .containsEntry(
            "dram__bytes_read.sum",
            new Metric.Absent("dram__bytes_read.sum", "ncu printed 'n/a' for this launch"))
        .containsEntry(
            "dram__bytes_write.sum",
            new Metric.Absent("dram__bytes_write.sum", "ncu printed nothing for this launch"));
  }

  @Test
  void bringsPrefixedUnitsToTheirBaseAndSkipsWhatTheProgramPrints() {
    NcuReport report = Samples.report("raw-prefixes-sm75.csv");

    assertThat(report.losses()).isEmpty();
    assertThat(report.messages()).contains("iteration 0 done", "iteration 1 done");
    assertThat(report.launches()).hasSize(2);
    assertThat(report.launches().get(0).kernel()).contains("\"quoted\"");
    assertThat(report.launches().get(1).metrics())
        .containsEntry(
            "dram__bytes_read.sum", measured("dram__bytes_read.sum", 1_536_500_000, "byte"))
        .containsEntry(
            "gpc__cycles_elapsed.avg.per_second",
            measured("gpc__cycles_elapsed.avg.per_second", 1.41e9, "cycle/second"))
        .containsEntry(
            "dram__cycles_elapsed.avg.per_second",
            measured("dram__cycles_elapsed.avg.per_second", 6.8e9, "cycle/second"));
    assertThat(report.launches().get(0).metrics())
        .containsEntry(
            "l1tex__throughput.avg.pct_of_peak_sustained_active",
            new Metric.Absent(
                "l1tex__throughput.avg.pct_of_peak_sustained_active",
                "ncu printed '(!) nan' for this launch"));
  }

  @Test
  void keepsWholeRowsOfAnOutputThatWasCutOff() {
    NcuReport report = Samples.report("raw-cut-off.csv");

    assertThat(report.launches()).hasSize(2);
    assertThat(report.losses())
        .containsExactly("line 7 ends inside a quoted cell: the output was cut off there");
  }

  @Test
  void readsEachPrefixOfAnOutputWithoutInventingALaunch() {
    String text = Samples.text("raw-sm80.csv");
    NcuReport whole = NcuCsv.parse(text);
    for (int length = 0; length < text.length(); length += 7) {
      NcuReport report = NcuCsv.parse(text.substring(0, length));
      for (int i = 0; i < report.launches().size(); i++) {
        NcuLaunch read = report.launches().get(i);
        assertThat(read.kernel()).isEqualTo(whole.launches().get(i).kernel());
        assertThat(read.metrics()).containsAllEntriesOf(whole.launches().get(i).metrics());
      }
    }
  }

  @Test
  void doesNotTakeACutNumberForAWholeOneWhereNothingIsQuoted() {
    String text = "ID,Kernel Name,sm__inst_executed.sum\n,,inst\n0,a,1234\n1,b,5678";
    assertThat(NcuCsv.parse(text + "\n").launches()).hasSize(2);
    assertThat(NcuCsv.parse(text).launches()).hasSize(1);
    assertThat(NcuCsv.parse(text).losses())
        .containsExactly("line 4 has no end: the output may have been cut off there");
  }

  @Test
  void countsARepeatedRowOnceAndKeepsTwoLaunchesOfOneNumber() {
    String text = Samples.text("raw-sm80.csv");
    String row = text.lines().filter(line -> line.startsWith("\"0\"")).findFirst().orElseThrow();
    NcuReport repeated = NcuCsv.parse(text + row + "\n");
    NcuReport other = NcuCsv.parse(text + row.replace("9,516,512", "9,516,513") + "\n");

    assertThat(repeated.launches()).hasSize(3);
    assertThat(repeated.losses()).containsExactly("line 9 repeats launch 0, which counts once");
    assertThat(other.launches()).hasSize(4);
    assertThat(other.losses()).isEmpty();
  }

  @Test
  void readsOutputsThatWereJoined() {
    NcuReport report =
        NcuCsv.parse(Samples.text("raw-sm80.csv") + Samples.text("details-named-sm89.csv"));
    assertThat(report.launches()).hasSize(5);
  }

  @Test
  void readsTheDetailsPageWhereItNamesMetrics() {
    NcuReport report = Samples.report("details-named-sm89.csv");

    assertThat(report.layout()).isEqualTo(Layout.DETAILS);
    assertThat(report.losses()).isEmpty();
    assertThat(report.launches()).hasSize(2);
    assertThat(report.launches().get(1).function()).isEqualTo("scale");
    assertThat(report.launches().get(1).metrics())
        .hasSize(3)
        .containsEntry("dram__bytes_read.sum", measured("dram__bytes_read.sum", 12_001_000, "byte"))
        .containsEntry(
            "gpu__time_duration.sum", measured("gpu__time_duration.sum", 120.42e-6, "second"));
  }

  @Test
  void refusesLabelsInPlaceOfMetricNames() {
    assertThatThrownBy(() -> Samples.report("details-labels.csv"))
        .isInstanceOf(NcuCsvException.class)
        .hasMessage(
            "this is ncu's details page with labels such as 'Duration' in place of metrics' names;"
                + " run ncu with --page raw, or with --print-metric-name name");
  }

  @Test
  void refusesNumbersOfAnotherLocale() {
    assertThatThrownBy(() -> Samples.report("raw-other-locale.csv"))
        .isInstanceOf(NcuCsvException.class)
        .hasMessageContaining("line 3: dram__bytes_read.sum is '27.595.520'")
        .hasMessageContaining("LC_ALL=C");
  }

  @Test
  void garbageHasNoLaunch() {
    NcuReport report = NcuCsv.parse("\u0000\u0001 segfault\n\"ID\nnonsense,,,\n");
    assertThat(report.layout()).isEqualTo(Layout.NONE);
    assertThat(report.launches()).isEmpty();
    assertThat(NcuCsv.parse("").launches()).isEmpty();
  }

  private static Metric measured(String name, double value, String unit) {
    return new Metric.Value(name, value, unit, Metric.Kind.MEASURED);
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }
}

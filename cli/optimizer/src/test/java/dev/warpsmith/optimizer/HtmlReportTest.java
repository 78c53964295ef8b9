package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.optimizer.Fakes.FakeCoder;
import dev.warpsmith.optimizer.Fakes.FakeJudge;
import dev.warpsmith.optimizer.Fakes.FakeProver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  @TempDir Path runs = Path.of("unset");

  private RunRecord run() {
    try (RunFolder folder = Fakes.folder(runs, 10)) {
      return new Optimizer(
              folder,
              Fakes.task(),
              new FakeProver(-1),
              new FakeCoder(),
              new FakeJudge(),
              Progress.none())
          .run();
    }
  }

  @Test
  void saysTheSpeedupAndThatItIsModelled() {
    assertThat(HtmlReport.render(run()))
        .contains("<strong>4.44×</strong> the speed of the naive kernel")
        .contains("<span class=\"tag\">modelled</span> by the clock m1/g1, not measured")
        .contains("on emulated:h200");
  }

  @Test
  void saysHowFarPredictionsWereOff() {
    assertThat(HtmlReport.render(run()))
        .contains("<b>± 0.29×</b><span>mean error of the predicted gain, 3 rounds</span>");
  }

  @Test
  void escapesSourcesAndMessages() {
    assertThat(HtmlReport.render(run()))
        .contains("/* &lt;&amp;&gt; */")
        .contains("y[3] is 1, expected 2 &lt;at n = 7&gt;")
        .doesNotContain("<&>")
        .doesNotContain("<at n");
  }

  @Test
  void needsNothingFromElsewhere() {
    assertThat(HtmlReport.render(run()))
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("<script")
        .doesNotContain("<link")
        .doesNotContain("url(");
  }

  @Test
  void isWrittenWithTheRunAndRenderedAgainFromItsFolder() throws IOException {
    RunRecord run = run();
    String written = Files.readString(run.folder().resolve("report.html"));
    assertThat(
            HtmlReport.render(RunFolder.read(run.folder()))
                .lines()
                .filter(l -> !l.contains(" s</b>")))
        .containsExactlyElementsOf(written.lines().filter(l -> !l.contains(" s</b>")).toList());
  }

  @Test
  void marksFailedRoundsAndDrawsTheFloor() {
    assertThat(HtmlReport.render(run()))
        .contains("class=\"cross\"")
        .contains("class=\"floor\"")
        .contains("<td class=\"failed\">WrongNumerics</td>");
  }
}

package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.optimizer.Fakes.FakeCoder;
import dev.warpsmith.optimizer.Fakes.FakeJudge;
import dev.warpsmith.optimizer.Fakes.FakeProver;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJsonTest {
  @TempDir Path runs = Path.of("unset");

  @Test
  void hasTheFieldsOfTheContract() {
    try (RunFolder folder = Fakes.folder(runs, 10)) {
      RunRecord run =
          new Optimizer(
                  folder,
                  Fakes.task(),
                  new FakeProver(-1),
                  new FakeCoder(),
                  new FakeJudge(),
                  Progress.none())
              .run();
      ObjectNode json = ResultJson.of(run);
      assertThat(json.fieldNames())
          .toIterable()
          .containsExactly(
              "task",
              "device",
              "clock",
              "model",
              "coder",
              "judge",
              "rounds",
              "correctRounds",
              "baseline",
              "best",
              "speedup",
              "speedOfLight",
              "predictions",
              "stopReason",
              "cost",
              "seconds",
              "run");
      assertThat(json.path("best").path("candidate").asInt()).isEqualTo(6);
      assertThat(json.path("clock").asText()).isEqualTo("modelled");
      assertThat(json.path("speedOfLight").path("fraction").asDouble()).isEqualTo(20 / 22.5);
    }
  }
}

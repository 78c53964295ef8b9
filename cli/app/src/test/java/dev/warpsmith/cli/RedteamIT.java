package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The command on a few of its candidates; {@code .ci/run} runs it on all. */
class RedteamIT {
  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  @Test
  void refusesCheatsAndSaysSo() {
    Run run = Run.of("redteam", "--only", "softmax/m");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("PASS  cheat   C1   softmax/mean.cu")
        .contains("2 of 2 cheats refused as they must be, 0 of 0 honest candidates passed");
  }

  @Test
  void passesHonestCandidatesAndPrintsOneObject() throws JsonProcessingException {
    Run run = Run.of("redteam", "--only", "softmax/online", "--jobs", "1", "--json");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    JsonNode object = new ObjectMapper().readTree(run.out());
    assertThat(object.get("cheats").asInt()).isZero();
    assertThat(object.get("refused").asInt()).isZero();
    assertThat(object.get("honest").asInt()).isEqualTo(1);
    assertThat(object.get("passed").asInt()).isEqualTo(1);
    assertThat(object.get("candidates").get(0).get("verdict").asText()).isEqualTo("Passed");
  }

  @Test
  void listsWithoutProving() {
    Run run = Run.of("redteam", "--list", "--only", "C3");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("vector_add/writes_input.cu").contains("Cheated");
  }

  @Test
  void saysWhatOnlyMayName() {
    Run run = Run.of("redteam", "--only", "nonsense");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--only nonsense names no candidate").contains("C7");
    assertThat(Run.of("redteam", "--jobs", "0").code()).isEqualTo(2);
  }
}

package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class JobsTest {
  @Test
  void takesOneOrMore() {
    assertThat(Jobs.checked(1)).isEqualTo(1);
    assertThat(Jobs.ofCores()).isPositive();
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> Jobs.checked(0))
        .withMessage("--jobs 0: expected 1 or more");
  }

  @Test
  void refusesNoneInEachCommandThatCountsThem() {
    for (String[] command :
        new String[][] {
          {"redteam", "--jobs", "0"},
          {"kernelbench", "prove", "--jobs", "0"},
          {"kernelbench", "verify", ".", "--jobs", "0"},
          {"regress", "--update", "softmax", "--device", "emulated:h200", "--jobs", "0"}
        }) {
      Run run = Run.of(command);
      assertThat(run.code()).as(command[0]).isEqualTo(ExitCode.USAGE.number());
      assertThat(run.err()).contains("--jobs 0: expected 1 or more");
    }
  }
}

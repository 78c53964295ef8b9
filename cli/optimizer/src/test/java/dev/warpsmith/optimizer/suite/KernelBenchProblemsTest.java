package dev.warpsmith.optimizer.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelBenchProblemsTest {
  private static KernelBenchProblems of(String level, String problems, String subset) {
    return KernelBenchProblems.of(given(level), given(problems), given(subset));
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  @Test
  void meansLevels1And2UnlessToldOtherwise() {
    assertThat(of("", "", "").names())
        .hasSize(200)
        .startsWith("kernelbench/1/1", "kernelbench/1/2")
        .endsWith("kernelbench/2/100");
  }

  @Test
  void takesRangesOfEachLevel() {
    assertThat(of("2", "1-3,40", "").names())
        .containsExactly(
            "kernelbench/2/1", "kernelbench/2/2", "kernelbench/2/3", "kernelbench/2/40");
  }

  @Test
  void knowsThe25OfCudaForge() {
    assertThat(of("", "", "cudaforge-25").names())
        .hasSize(25)
        .contains("kernelbench/1/7", "kernelbench/2/40", "kernelbench/3/41");
    assertThat(of("3", "", "cudaforge-25").names()).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "4 | '' | '' | --level is '4'; expected numbers from 1 to 3",
        "1 | 0 | '' | --problems is '0'; expected numbers from 1 to 100",
        "1 | 20-1 | '' | --problems is '20-1'; expected numbers from 1 to 100, the smaller",
        "1 | x | '' | --problems is 'x'; expected numbers and ranges such as 1-20,40",
        "3 | 51 | '' | --problems is '51'; expected numbers from 1 to 50",
        "'' | '' | paper | --subset is 'paper'; expected cudaforge-25",
        "1 | 1 | cudaforge-25 | no problem is in --level, --problems and --subset"
      })
  void refusesWhatCannotBeMeant(String level, String problems, String subset, String message) {
    assertThatThrownBy(() -> of(level, problems, subset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}

package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "1024, 1024",
    "0.167, 0.17",
    "9999.6, 10.0 k",
    "999600, 1.00 M",
    "25165824, 25.2 M",
    "-425984, -426 k",
    "2.5e15, 2500 T"
  })
  void hasThreeDigitsAndAPrefix(double value, String text) {
    assertThat(Amount.of(value)).isEqualTo(text);
  }

  @Test
  void bytesHaveTheirUnit() {
    assertThat(Amount.bytes(512)).isEqualTo("512 B");
    assertThat(Amount.bytes(802e6)).isEqualTo("802 MB");
  }

  @Test
  void percentagesAreZeroOnlyIfTheyAre() {
    assertThat(Amount.percent(0)).isEqualTo("0 %");
    assertThat(Amount.percent(0.2)).isEqualTo("<1 %");
    assertThat(Amount.percent(37.7)).isEqualTo("38 %");
    assertThat(Amount.percent(99.8)).isEqualTo("99.8 %");
  }
}

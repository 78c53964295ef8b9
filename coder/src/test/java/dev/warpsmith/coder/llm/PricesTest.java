package dev.warpsmith.coder.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PricesTest {
  @TempDir Path folder;

  @Test
  void countsCachedAndWrittenTokensAtTheirOwnPrices() {
    Price price = new Price(3, 0.3, 3.75, 15);
    Usage usage = new Usage(1_000_000, 600_000, 100_000, 10_000, false);
    assertThat(price.usd(usage)).isCloseTo(0.9 + 0.18 + 0.375 + 0.15, within(1e-9));
  }

  @Test
  void aNameStandsForItsDatedVersionsAndNoOtherModel() {
    Prices prices = Prices.standard();
    assertThat(prices.of("openai:gpt-5-mini-2025-08-07")).hasValue(new Price(0.25, 0.025, 0.25, 2));
    assertThat(prices.of("openai:gpt-5-2025-08-07").orElseThrow().output()).isEqualTo(10);
    assertThat(prices.of("ollama:llama3").orElseThrow().usd(new Usage(9, 0, 0, 9, false))).isZero();
    assertThat(prices.of("anthropic:claude-opus-4-5-20251101").orElseThrow().output())
        .isEqualTo(25);
    assertThat(prices.of("anthropic:claude-opus-4-20250514").orElseThrow().output()).isEqualTo(75);
    assertThat(prices.of("anthropic:claude-3-5-haiku-latest")).isPresent();
    assertThat(prices.of("openai:gpt-5.5")).isEmpty();
    assertThat(prices.of("openai:gpt-5-pro")).isEmpty();
    assertThat(prices.of("openai:unheard-of")).isEmpty();
    assertThat(prices.date()).matches("20\\d\\d-\\d\\d-\\d\\d");
  }

  @Test
  void letsAFileOverride() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("prices.json"),
            "{\"date\": \"2026-11-01\", \"models\": {\"openai:gpt-5\": {\"input\": 2, \"output\":"
                + " 3}}}");
    Prices prices = Prices.standard().with(file);
    assertThat(prices.of("openai:gpt-5")).hasValue(new Price(2, 2, 2, 3));
    assertThat(prices.of("openai:gpt-4o")).isPresent();
    assertThat(prices.date()).startsWith("2026-11-01");
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.json"), "{\"date\": \"x\", \"models\": {\"m\": {}}}");
    assertThatThrownBy(() -> Prices.standard().with(wrong))
        .hasMessageContaining("m has no price of 0 or more for input and output");
  }
}

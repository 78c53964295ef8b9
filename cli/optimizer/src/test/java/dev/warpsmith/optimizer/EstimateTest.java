package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.coder.llm.Price;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EstimateTest {
  private static final Price PRICE = new Price(10, 1, 10, 100);

  private static Estimate.Share share(String role, int calls, Optional<Price> price) {
    return Estimate.Share.of(role, "openai:m", calls, 4500, 16384, price);
  }

  private static Estimate estimate(OptionalDouble most, Estimate.Share... shares) {
    return new Estimate(List.of(shares), most, "2026-11-01");
  }

  @Test
  void multipliesCallsByTokensAndPrices() {
    Estimate estimate = estimate(OptionalDouble.of(2), share("coder", 10, Optional.of(PRICE)));
    assertThat(estimate.isPaid()).isTrue();
    assertThat(estimate.lines())
        .contains("estimate  10 calls of the coder's openai:m, 4.0k tokens in and 4.0k out each")
        .contains(
            "          in all about 80,000 tokens, $4.25 to $4.40 with and without the provider's"
                + " cache, at prices of 2026-11-01; never more than $2.00");
    assertThat(estimate.toJson().path("usd").asDouble()).isCloseTo(4.4, within(1e-9));
    assertThat(estimate.toJson().path("usdWithCache").asDouble())
        .isCloseTo(4.4 - 9 * 1800 * 9e-6, within(1e-9));
  }

  @Test
  void saysThatAPriceIsNotKnown() {
    assertThat(estimate(OptionalDouble.empty(), share("judge", 3, Optional.empty())).lines())
        .contains(
            "          in all about 15,000 tokens, price not known (--prices <file> gives one)");
  }

  @Test
  void whatCostsNothingIsNotPaidFor() {
    Price free = new Price(0, 0, 0, 0);
    assertThat(estimate(OptionalDouble.empty(), share("coder", 3, Optional.of(free))).isPaid())
        .isFalse();
    assertThat(estimate(OptionalDouble.empty()).lines())
        .containsExactly("estimate  no language model is asked: $0.00");
  }
}

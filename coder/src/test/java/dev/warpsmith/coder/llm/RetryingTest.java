package dev.warpsmith.coder.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryingTest {
  private static final ChatRequest REQUEST = ChatRequest.of(List.of(ChatMessage.user("?")));

  private final Deque<ChatException> failures = new ArrayDeque<>();
  private final List<Double> waits = new ArrayList<>();
  private int calls;

  private ChatClient client() {
    return new Retrying(
        new ChatClient() {
          @Override
          public String name() {
            return "fake:model";
          }

          @Override
          public int mostTokens() {
            return 100;
          }

          @Override
          public ChatReply ask(ChatRequest request) {
            calls++;
            if (failures.isEmpty()) {
              return new ChatReply("answer", ChatReply.Finish.STOP, Usage.none());
            }
            throw failures.remove();
          }
        },
        new Random(3),
        waits::add);
  }

  private void failing(ChatFault fault, int times) {
    for (int i = 0; i < times; i++) {
      failures.add(ChatException.of("fake:model", fault, "status"));
    }
  }

  @Test
  void asksAgainAfterWaitsThatGrowWithARandomPart() {
    failing(ChatFault.SERVER, 5);
    assertThat(client().ask(REQUEST).text()).isEqualTo("answer");
    assertThat(calls).isEqualTo(6);
    for (int i = 0; i < waits.size(); i++) {
      assertThat(waits.get(i)).isBetween(0.5 * (1 << i), 1.0 * (1 << i));
    }
    assertThat(waits).doesNotContain(1.0, 2.0, 4.0).hasSize(5);
  }

  @Test
  void waitsAsLongAsTheProviderSays() {
    failures.add(ChatException.of("fake:model", ChatFault.RATE_LIMIT, "", OptionalDouble.of(20)));
    client().ask(REQUEST);
    assertThat(waits).singleElement().satisfies(wait -> assertThat(wait).isBetween(20.0, 20.25));
  }

  @Test
  void doesNotWaitForHours() {
    failures.add(ChatException.of("fake:model", ChatFault.RATE_LIMIT, "", OptionalDouble.of(7200)));
    assertThatThrownBy(() -> client().ask(REQUEST))
        .hasMessageContaining("asks for a pause of 7200 s: go on with the run then");
    assertThat(waits).isEmpty();
  }

  @Test
  void givesUpWhenItIsNoUse() {
    failing(ChatFault.EMPTY, 6);
    assertThatThrownBy(() -> client().ask(REQUEST)).hasMessageContaining("(tried 6 times)");
    failing(ChatFault.KEY, 1);
    calls = 0;
    assertThatThrownBy(() -> client().ask(REQUEST)).hasMessageContaining("refused the key");
    assertThat(calls).isEqualTo(1);
  }
}

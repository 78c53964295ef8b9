package dev.warpsmith.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.warpsmith.coder.llm.ChatClient;
import dev.warpsmith.coder.llm.ChatMessage;
import dev.warpsmith.coder.llm.ChatReply;
import dev.warpsmith.coder.llm.ChatRequest;
import dev.warpsmith.coder.llm.Price;
import dev.warpsmith.coder.llm.Usage;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCallsTest {
  private static final ChatRequest REQUEST =
      ChatRequest.of(List.of(ChatMessage.system("static"), ChatMessage.user("write")));
  private static final Price PRICE = new Price(10, 1, 12, 100);

  @TempDir Path runs;

  @SuppressWarnings("NullAway.Init") // each test makes its calls first
  private RunFolder folder;

  private final List<ChatRequest> asked = new ArrayList<>();
  private long delayMillis;
  private @Nullable Error fault;

  private final ChatClient client =
      new ChatClient() {
        @Override
        public String name() {
          return "fake:model";
        }

        @Override
        public int mostTokens() {
          return 4000;
        }

        @Override
        public ChatReply ask(ChatRequest request) {
          if (fault != null) {
            throw fault;
          }
          asked.add(request);
          try {
            Thread.sleep(delayMillis);
          } catch (InterruptedException e) {
            throw new IllegalStateException("given up", e);
          }
          return new ChatReply(
              "reply " + asked.size(), ChatReply.Finish.STOP, new Usage(1000, 600, 0, 2000, false));
        }
      };

  private ModelCalls calls(OptionalDouble minutes, OptionalDouble usd, OptionalLong tokens) {
    folder = RunFolder.create(runs, "copy", LocalDateTime.of(2026, 11, 23, 10, 0, 0));
    RunSettings settings =
        Fakes.settings(3).with(new Budget(3, minutes, usd, tokens, Budget.Enough.none()));
    folder.write(settings, JsonNodeFactory.instance.objectNode());
    return ModelCalls.of(folder, Progress.none());
  }

  private ChatClient kept(ModelCalls calls) {
    return calls.client("coder", client, Optional.of(PRICE), "2026-11-01");
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void neverAsksAgainForAReplyThatIsInTheJournal() {
    ModelCalls calls = calls(OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty());
    kept(calls).ask(REQUEST);
    kept(calls).ask(REQUEST);
    folder.close();
    folder = RunFolder.open(folder.path());
    ModelCalls resumed = ModelCalls.of(folder, Progress.none());
    ChatClient again = kept(resumed);
    assertThat(again.ask(REQUEST).text()).isEqualTo("reply 1");
    assertThat(again.ask(REQUEST).text()).isEqualTo("reply 2");
    assertThat(asked).hasSize(2);
    assertThat(again.ask(REQUEST).text()).isEqualTo("reply 3");
    assertThat(resumed.replies("coder")).isEqualTo(3);
    assertThat(resumed.replies("judge")).isZero();
  }

  @Test
  void countsWhatWasSpent() {
    ModelCalls calls = calls(OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty());
    kept(calls).ask(REQUEST);
    calls.client("judge", client, Optional.empty(), "").ask(REQUEST);
    Spending spending = folder.record().spending();
    assertThat(spending.usage()).isEqualTo(new Usage(2000, 1200, 0, 4000, false));
    assertThat(spending.usd()).isEqualTo((400 * 10 + 600 * 1 + 2000 * 100) * 1e-6);
    assertThat(spending.sentence())
        .isEqualTo(
            "2 model calls: 2,000 tokens in (1,200 from the cache), 4,000 out; $0.2046 at prices of"
                + " 2026-11-01, without 1 calls of no known price");
    assertThat(ResultJson.of(folder.record()).path("cost").path("outputTokens").asInt())
        .isEqualTo(4000);
    assertThat(folder.path().resolve("candidates/001/coder-prompt-1.txt"))
        .content()
        .contains("static", "write");
    assertThat(folder.path().resolve("candidates/001/coder-reply-1.txt")).hasContent("reply 1");
  }

  @Test
  void letsAReplyBeAsLongAsTheMoneyAllowsAndThenStops() {
    ModelCalls calls = calls(OptionalDouble.empty(), OptionalDouble.of(0.5), OptionalLong.empty());
    ChatClient kept = kept(calls);
    kept.ask(REQUEST);
    kept.ask(REQUEST);
    assertThat(asked.get(0).mostTokens()).isEmpty();
    assertThat(asked.get(1).mostTokens().orElse(0)).isBetween(2900, 2954);
    assertThatThrownBy(() -> kept.ask(REQUEST))
        .isInstanceOf(BudgetSpentException.class)
        .hasMessageStartingWith(
            "the budget of $0.5000 does not allow another call ($0.4092, 6.0k tokens spent");
    assertThat(asked).hasSize(2);
    assertThat(folder.record().spending().usd()).isLessThanOrEqualTo(0.5);
  }

  @Test
  void stopsBeforeTheTokensAreSpent() {
    ModelCalls calls = calls(OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.of(4000));
    ChatClient kept = kept(calls);
    kept.ask(REQUEST);
    assertThatThrownBy(() -> kept.ask(REQUEST))
        .hasMessageContaining("the budget of 4000 tokens does not allow another call");
  }

  @Test
  void knowsWhichReplyWasLostOnItsWay() {
    ModelCalls calls = calls(OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty());
    ChatClient kept = kept(calls);
    kept.ask(REQUEST);
    assertThat(LostReply.of(folder.path())).isEmpty();
    fault = new OutOfMemoryError("stands for the end of the process");
    assertThatThrownBy(() -> kept.ask(REQUEST)).isSameAs(fault);
    assertThat(LostReply.of(folder.path()))
        .containsExactly(new LostReply(1, "coder", "fake:model"));
    fault = null;
    kept.ask(REQUEST);
    assertThat(LostReply.of(folder.path())).as("asked again, it stays lost").hasSize(1);
  }

  @Test
  void leavesACallThatOutlivesTheMinutes() {
    delayMillis = 20_000;
    ModelCalls calls =
        calls(OptionalDouble.of(0.002), OptionalDouble.empty(), OptionalLong.empty());
    assertThatThrownBy(() -> kept(calls).ask(REQUEST))
        .isInstanceOf(BudgetSpentException.class)
        .hasMessage("the budget of 0.002 minutes is spent");
  }
}

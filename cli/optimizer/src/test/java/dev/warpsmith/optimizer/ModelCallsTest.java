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
import dev.warpsmith.kernelbench.evaluation.SideBySide;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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

  private final List<ChatRequest> asked = Collections.synchronizedList(new ArrayList<>());
  private long delayMillis;
  private @Nullable Error fault;
  private Meeting together = request -> {};

  /** Where calls wait for each other. */
  @FunctionalInterface
  private interface Meeting {
    void await(ChatRequest request) throws InterruptedException;
  }

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
            together.await(request);
          } catch (InterruptedException e) {
            throw new IllegalStateException("given up", e);
          }
          return new ChatReply(
              request.messages().size() > 2 ? "again" : "reply " + number(request),
              ChatReply.Finish.STOP,
              new Usage(1000, 600, 0, 2000, false));
        }
      };

  /** Returns the number that a request has in its last word, or else counts requests. */
  private int number(ChatRequest request) {
    String text = request.messages().get(1).text();
    return text.contains(" ") ? Integer.parseInt(text.split(" ")[1]) : asked.size();
  }

  private static ChatRequest request(int number) {
    return ChatRequest.of(
        List.of(ChatMessage.system("static"), ChatMessage.user("write " + number)));
  }

  /** Asks for the candidates of three turns side by side. */
  private List<ModelCalls.Line> beside(ModelCalls calls) {
    ChatClient kept = kept(calls);
    List<ModelCalls.Line> lines = new ArrayList<>();
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      int number = i;
      ModelCalls.Line line = calls.line(number, true);
      lines.add(line);
      tasks.add(() -> line.during(() -> kept.ask(request(number))));
    }
    SideBySide.run(3, tasks);
    return lines;
  }

  private List<String> replies() {
    return folder.journal().events().stream()
        .filter(event -> event.is(JournalEvent.Kind.REPLY))
        .map(event -> event.round() + " " + event.data().path("reply").asText())
        .toList();
  }

  @Test
  void asksSideBySideAndKeepsTheOrderOfTheTurns() {
    CountDownLatch all = new CountDownLatch(3);
    CountDownLatch third = new CountDownLatch(1);
    together =
        request -> {
          all.countDown();
          all.await();
          if (number(request) == 3) {
            third.countDown();
          } else {
            third.await();
          }
        };
    ModelCalls calls = calls(OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty());
    List<ModelCalls.Line> lines = beside(calls);
    assertThat(replies()).as("none is in the journal before its turn").isEmpty();
    lines.forEach(ModelCalls.Line::settle);
    assertThat(replies()).containsExactly("1 reply 1", "2 reply 2", "3 reply 3");
    assertThat(folder.path().resolve("pending")).isEmptyDirectory();
  }

  @Test
  void paysNeverTwiceForAReplyThatAKillLeftBesideTheJournal() {
    ModelCalls calls = calls(OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty());
    List<ModelCalls.Line> lines = beside(calls);
    lines.get(0).settle();
    folder.close(); // as a kill would, with two replies beside the journal
    folder = RunFolder.open(folder.path());
    List<ModelCalls.Line> again = beside(ModelCalls.of(folder, Progress.none()));
    again.forEach(ModelCalls.Line::settle);
    assertThat(asked).hasSize(3);
    assertThat(replies()).containsExactly("1 reply 1", "2 reply 2", "3 reply 3");
    assertThat(folder.record().spending().calls()).isEqualTo(3);
    assertThat(folder.path().resolve("pending")).isEmptyDirectory();
  }

  @Test
  void keepsTheBudgetWithCallsSideBySide() {
    // one call may cost 4000 * 100e-6 and its prompt, and does cost 0.2046
    ModelCalls calls = calls(OptionalDouble.empty(), OptionalDouble.of(0.7), OptionalLong.empty());
    delayMillis = 20;
    AtomicInteger refused = new AtomicInteger();
    ChatClient kept = kept(calls);
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      int number = i;
      tasks.add(
          () -> {
            try {
              calls.line(number, true).during(() -> kept.ask(request(number)));
            } catch (BudgetSpentException e) {
              refused.incrementAndGet();
            }
          });
    }
    SideBySide.run(6, tasks);
    assertThat(asked).hasSizeBetween(2, 3);
    assertThat(refused).hasValue(6 - asked.size());
    assertThat(asked.size() * 0.2046).isLessThanOrEqualTo(0.7);
  }

  private ModelCalls calls(OptionalDouble minutes, OptionalDouble usd, OptionalLong tokens) {
    folder = RunFolder.create(runs, "copy", LocalDateTime.of(2026, 11, 23, 10, 0, 0));
    RunSettings settings =
        Fakes.settings(3).with(new Budget(3, minutes, usd, tokens, Budget.Enough.none(), 0));
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

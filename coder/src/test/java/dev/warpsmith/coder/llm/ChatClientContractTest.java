package dev.warpsmith.coder.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.warpsmith.coder.llm.FakeServer.Answer;
import dev.warpsmith.coder.llm.Wire.Ending;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every provider's adapter does, against a server of this machine that speaks its format. */
class ChatClientContractTest {
  private static final ChatRequest REQUEST =
      ChatRequest.of(
          List.of(ChatMessage.system("You write CUDA."), ChatMessage.user("Write \"é\" <b>.")));

  private FakeServer server;

  /** A format, and whether replies are streamed. */
  record Case(Wire wire, boolean stream) {
    @Override
    public String toString() {
      return wire + (stream ? ", streamed" : ", whole");
    }

    Answer answer(Ending ending, String... parts) {
      return stream
          ? Answer.stream(wire.streamed(List.of(parts), ending))
          : Answer.of(200, wire.whole(String.join("", parts), ending));
    }

    ChatClient client(FakeServer server, String options) {
      return LangChainClient.of(
          wire.model(),
          ModelOptions.parse(
              "stream="
                  + (stream ? "on" : "off")
                  + ",baseUrl="
                  + server.url()
                  + wire.path()
                  + options),
          Wire.KEY);
    }
  }

  static Stream<Case> cases() {
    return Arrays.stream(Wire.values())
        .flatMap(wire -> Stream.of(new Case(wire, false), new Case(wire, true)));
  }

  /** A model of one's own has no filter. */
  static Stream<Case> filtering() {
    return cases().filter(test -> test.wire() != Wire.OLLAMA);
  }

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    Secrets.remember(Wire.KEY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ChatException fails(Case test) {
    return catchThrowableOfType(
        ChatException.class, () -> test.client(server, ",timeout=5").ask(REQUEST));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheTextAndWhatItCost(Case test) {
    server.then(test.answer(Ending.STOP, "first ", "line\n", "é \"quoted\""));
    ChatReply reply = test.client(server, "").ask(REQUEST);
    assertThat(reply.text()).isEqualTo("first line\né \"quoted\"");
    assertThat(reply.finish()).isEqualTo(ChatReply.Finish.STOP);
    assertThat(reply.usage()).isEqualTo(test.wire().usage());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void asksWithTheKeyTheWholePromptAndTheLimit(Case test) {
    server.then(test.answer(Ending.STOP, "fine")).then(test.answer(Ending.STOP, "fine"));
    ChatClient client = test.client(server, ",temperature=0.5,maxTokens=777");
    client.ask(REQUEST);
    client.ask(REQUEST.after("a reply", "and now?").within(99));
    Wire.Received first = server.received.get(0);
    assertThat(test.wire().authorised(first)).isTrue();
    assertThat(first.path()).doesNotContain(Wire.KEY);
    assertThat(first.body()).contains("0.5").doesNotContain(Wire.KEY);
    assertThat(test.wire().prompt(first.json())).contains("You write CUDA.", "Write \"é\" <b>.");
    assertThat(test.wire().mostTokens(first.json())).isEqualTo(777);
    Wire.Received second = server.received.get(1);
    assertThat(test.wire().prompt(second.json())).contains("a reply", "and now?");
    assertThat(test.wire().mostTokens(second.json())).isEqualTo(99);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsThatTheLimitCutTheReply(Case test) {
    server.then(test.answer(Ending.LENGTH, "half of"));
    ChatReply reply = test.client(server, "").ask(REQUEST);
    assertThat(reply.finish()).isEqualTo(ChatReply.Finish.LENGTH);
    assertThat(reply.text()).isEqualTo("half of");
  }

  @ParameterizedTest
  @MethodSource("filtering")
  void tellsThatAFilterHidTheReply(Case test) {
    server.then(test.answer(Ending.FILTER));
    assertThat(fails(test).fault()).isEqualTo(ChatFault.FILTERED);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsAnEmptyReply(Case test) {
    server.then(test.answer(Ending.STOP));
    assertThat(fails(test).fault()).isEqualTo(ChatFault.EMPTY);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsHowLongToWaitWhenAskedTooOften(Case test) {
    String body = test.wire().error("Rate limit reached", "rate_limit_exceeded");
    server
        .then(Answer.of(429, body).with("Retry-After", "7"))
        .then(Answer.of(429, body).with("retry-after-ms", "1500"))
        .then(Answer.of(429, body));
    ChatException first = fails(test);
    assertThat(first.fault()).isEqualTo(ChatFault.RATE_LIMIT);
    assertThat(first).hasMessageContaining("status 429").hasMessageContaining("Rate limit");
    assertThat(first.retryAfterSeconds()).hasValue(7);
    assertThat(fails(test).retryAfterSeconds()).hasValue(1.5);
    assertThat(fails(test).retryAfterSeconds()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsFaultsByTheirStatus(Case test) {
    Wire wire = test.wire();
    server
        .then(Answer.of(500, wire.error("Overloaded", "server_error")))
        .then(Answer.of(503, "<html>busy</html>"))
        .then(Answer.of(401, wire.error("Incorrect key " + Wire.KEY, "invalid_api_key")))
        .then(Answer.of(404, wire.error("no such model", "model_not_found")))
        .then(Answer.of(400, wire.tooLong()))
        .then(Answer.of(400, wire.error("temperature is unsupported", "unsupported_value")));
    assertThat(fails(test).fault()).isEqualTo(ChatFault.SERVER);
    assertThat(fails(test).fault()).isEqualTo(ChatFault.SERVER);
    ChatException key = fails(test);
    assertThat(key.fault()).isEqualTo(ChatFault.KEY);
    assertThat(key.toString()).doesNotContain(Wire.KEY);
    assertThat(fails(test).fault()).isEqualTo(ChatFault.MODEL);
    assertThat(fails(test).fault()).isEqualTo(ChatFault.CONTEXT);
    ChatException refused = fails(test);
    assertThat(refused.fault()).isEqualTo(ChatFault.REFUSED);
    assertThat(refused).hasMessageContaining("temperature is unsupported");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsABrokenConnection(Case test) {
    if (test.stream()) {
      List<String> pieces = test.wire().streamed(List.of("never ", "whole"), Ending.STOP);
      Answer cut = Answer.stream(pieces.subList(0, 2));
      server.then(cut).then(cut.broken());
      assertThat(fails(test).fault()).isEqualTo(ChatFault.CONNECTION);
    } else {
      server.then(test.answer(Ending.STOP, "never whole").broken());
    }
    assertThat(fails(test).fault()).isEqualTo(ChatFault.CONNECTION);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsAReplyThatIsNoReply(Case test) {
    server.then(Answer.of(200, "{\"surprise\": [1, 2")).then(Answer.of(200, "{\"surprise\": []}"));
    assertThat(fails(test).fault().passing()).isTrue();
    assertThat(fails(test).fault().passing()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesUpAtTheTimeLimit(Case test) {
    server.then(test.answer(Ending.STOP, "late").after(3000));
    ChatClient client = test.client(server, ",timeout=0.2");
    assertThatThrownBy(() -> client.ask(REQUEST))
        .isInstanceOf(ChatException.class)
        .hasMessageContaining("did not answer in time: its limit is 0.2 s");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysThatNobodyListens(Case test) {
    server.close();
    assertThat(fails(test).fault()).isEqualTo(ChatFault.CONNECTION);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void takesTheServersOfOthersAtTheirAddress(Case test) {
    server.then(test.answer(Ending.STOP, "local"));
    ChatClient client =
        ChatClients.open(
            test.wire().model(),
            ModelOptions.parse(
                "stream="
                    + (test.stream() ? "on" : "off")
                    + ",baseUrl="
                    + server.url()
                    + test.wire().path()),
            Map.of(),
            "coder",
            0);
    assertThat(client.ask(REQUEST).text()).isEqualTo("local");
  }
}

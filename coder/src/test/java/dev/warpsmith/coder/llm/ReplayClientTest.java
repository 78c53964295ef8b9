package dev.warpsmith.coder.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayClientTest {
  private static final ChatRequest FIRST =
      ChatRequest.of(
          List.of(ChatMessage.system("static"), ChatMessage.user("line one\nfirst 1.5 us")));

  @TempDir Path folder;

  private Path transcript(String... lines) throws IOException {
    return Files.write(folder.resolve("journal.jsonl"), List.of(lines));
  }

  private static String line(String role, ChatRequest request, String text) {
    ObjectNode data = JsonNodeFactory.instance.objectNode().put("event", "reply");
    Transcript.write(
        data,
        role,
        request,
        new ChatReply(text, ChatReply.Finish.LENGTH, new Usage(10, 4, 1, 3, true)));
    return data.toString();
  }

  @Test
  void givesEachRolesRepliesInTheirOrder() throws IOException {
    Path file =
        transcript(
            "{\"event\": \"session\"}",
            line("coder", FIRST, "one"),
            line("judge", FIRST, "advice"),
            "{\"event\": \"reply\", \"role\": \"coder\", \"reply\": \"two\"}");
    ReplayClient coder = new ReplayClient(file.toString(), "coder", 0, false);
    assertThat(coder.ask(FIRST))
        .isEqualTo(new ChatReply("one", ChatReply.Finish.LENGTH, new Usage(10, 4, 1, 3, true)));
    assertThat(coder.ask(FIRST.after("one", "anything")).text()).isEqualTo("two");
    assertThatThrownBy(() -> coder.ask(FIRST))
        .hasMessageContaining("call 3 of the coder, but it has 2 replies");
    assertThat(new ReplayClient(folder.toString(), "judge", 0, false).ask(FIRST).text())
        .isEqualTo("advice");
    assertThat(new ReplayClient(file.toString(), "coder", 1, false).ask(FIRST).text())
        .isEqualTo("two");
  }

  @Test
  void explainsWhereARequestIsAnother() throws IOException {
    Path file = transcript(line("coder", FIRST, "one"));
    ChatRequest other =
        ChatRequest.of(
            List.of(ChatMessage.system("static"), ChatMessage.user("line one\nfirst 1.6 us")));
    assertThatThrownBy(() -> new ReplayClient(file.toString(), "coder", 0, false).ask(other))
        .hasMessageContaining(
            "message 2, line 2 is 'first 1.6 us', recorded 'first 1.5 us'; was it recorded by"
                + " another version, task, GPU or seed?");
  }

  @Test
  void givesItsRepliesWhateverIsAskedWhereAnyPromptWillDo() throws IOException {
    Path file = transcript(line("coder", FIRST, "one"));
    ChatRequest other = ChatRequest.of(List.of(ChatMessage.user("something else")));
    assertThat(new ReplayClient(file.toString(), "coder", 0, true).ask(other).text())
        .isEqualTo("one");
  }

  @Test
  void saysThatAFileIsNoTranscript() throws IOException {
    Path none = folder.resolve("none.jsonl");
    assertThatThrownBy(() -> Transcript.read(none))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no such transcript");
    Path text = Files.writeString(folder.resolve("text"), "{}\nhello\n");
    assertThatThrownBy(() -> Transcript.read(text))
        .hasMessageContaining("text:2")
        .hasMessageContaining("no JSON");
    Path empty = Files.writeString(folder.resolve("empty"), "{\"event\": \"end\"}\n");
    assertThatThrownBy(() -> Transcript.read(empty)).hasMessageContaining("has no reply");
  }
}

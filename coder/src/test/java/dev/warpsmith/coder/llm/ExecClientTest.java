package dev.warpsmith.coder.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecClientTest {
  private static final ChatRequest REQUEST =
      ChatRequest.of(List.of(ChatMessage.system("The task."), ChatMessage.user("Write it.")));

  @TempDir Path folder;

  private static ExecClient client(String command, String options) {
    return new ExecClient(
        command,
        ModelOptions.parse(options),
        Map.of("PATH", System.getenv("PATH"), "OPENAI_API_KEY", "sk-secret", "HOME", "/tmp"));
  }

  private static ChatException fails(String command, String options) {
    return catchThrowableOfType(ChatException.class, () -> client(command, options).ask(REQUEST));
  }

  @Test
  void writesTheConversationAndReadsTheReply() {
    ChatReply reply = client("sed 's/^/> /'", "").ask(REQUEST.after("half", "Go on."));
    assertThat(reply.text())
        .isEqualTo(
            """
            > The task.
            >\s
            > === Request ===
            >\s
            > Write it.
            >\s
            > === Your earlier reply ===
            >\s
            > half
            >\s
            > === Request ===
            >\s
            > Go on.
            """);
    assertThat(reply.usage().estimated()).isTrue();
  }

  @Test
  void givesTheCommandNoSecret() {
    String environment = client("env", "").ask(REQUEST).text();
    assertThat(environment).contains("HOME=/tmp").doesNotContain("sk-secret", "OPENAI_API_KEY");
  }

  @Test
  void doesNotMindACommandThatReadsNothing() {
    ChatRequest large = ChatRequest.of(List.of(ChatMessage.user("x".repeat(1 << 20))));
    assertThat(client("exec <&-; echo fine", "").ask(large).text()).isEqualTo("fine\n");
  }

  @Test
  void saysHowACommandFailed() {
    assertThat(fails("echo half; echo why >&2; exit 7", ""))
        .hasMessageContaining("failed: exit code 7; it said: why")
        .returns(ChatFault.COMMAND, ChatException::fault);
    assertThat(fails("true", "").fault()).isEqualTo(ChatFault.EMPTY);
    assertThat(fails("/no/such/command", "")).hasMessageContaining("exit code 127");
  }

  @Test
  void endsEverythingThatTheCommandStartedAtTheTimeLimit() throws IOException {
    Path pid = folder.resolve("pid");
    ChatException failure =
        fails("sh -c 'echo $$ > " + pid + "; sleep 60' & sleep 60", "timeout=1");
    assertThat(failure).hasMessageContaining("did not answer in time: its limit is 1.0 s");
    long child = Long.parseLong(Files.readString(pid).strip());
    boolean gone =
        ProcessHandle.of(child)
            .map(
                handle ->
                    handle
                            .onExit()
                            .completeOnTimeout(null, 5, java.util.concurrent.TimeUnit.SECONDS)
                            .join()
                        != null)
            .orElse(true);
    assertThat(gone).isTrue();
  }
}

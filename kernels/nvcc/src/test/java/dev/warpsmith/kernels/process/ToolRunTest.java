package dev.warpsmith.kernels.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ToolRunTest {
  private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");
  private static final Duration LONG = Duration.ofSeconds(30);

  private @TempDir Path folder;

  @Test
  void returnsExitCodeAndBothStreams() throws Exception {
    ToolRun run = shell("echo out; echo err >&2; exit 3", LONG);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.output()).contains("out\n", "err\n");
    assertThat(run.succeeded()).isFalse();
  }

  @Test
  void passesArgumentsUnchangedAndNoInput() throws Exception {
    List<String> command = List.of("/bin/sh", "-c", "cat; echo \"$1\"", "sh", "a b'\"$c");
    assertThat(ToolRun.of(command, folder, PATH, LONG).output()).isEqualTo("a b'\"$c\n");
  }

  @Test
  void killsHangingToolWithItsChildren() throws Exception {
    long begin = System.nanoTime();
    ToolRun run =
        shell(
            "sleep 1000 & echo $! > child; sh -c 'sleep 1000 & echo $! > grandchild; wait' & wait",
            Duration.ofSeconds(1));

    assertThat(run.timedOut()).isTrue();
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(20);
    assertDead("child");
    assertDead("grandchild");
  }

  @Test
  void tellsAnInterruptFromAFailure() throws Exception {
    assertThat(shell("kill -TERM $$", LONG).interrupted()).isTrue();
    assertThat(shell("exit 3", LONG).interrupted()).isFalse();
  }

  @Test
  void keepsOnlyBeginningOfEndlessOutput() throws Exception {
    ToolRun run = shell("yes 0123456789", Duration.ofSeconds(1));

    assertThat(run.timedOut()).isTrue();
    assertThat(run.output()).hasSize(ToolRun.LARGEST_OUTPUT).startsWith("0123456789\n");
  }

  @Test
  void saysThatToolIsMissing() {
    List<String> command = List.of(folder.resolve("none").toString());
    assertThatThrownBy(() -> ToolRun.of(command, folder, PATH, LONG))
        .isInstanceOf(IOException.class);
  }

  private ToolRun shell(String script, Duration limit) throws IOException {
    return ToolRun.of(List.of("/bin/sh", "-c", script), folder, PATH, limit);
  }

  private void assertDead(String name) throws Exception {
    long pid = Long.parseLong(Files.readString(folder.resolve(name)).strip());
    for (int i = 0; i < 100 && alive(pid); i++) {
      Thread.sleep(50);
    }
    assertThat(alive(pid)).as("%s %d is alive", name, pid).isFalse();
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}

package dev.warpsmith.coder.llm;

import dev.warpsmith.kernels.process.ProcessTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks a command: the conversation on its standard input, the reply on its standard output.
 *
 * <p>The shell starts it, without the variables that hold secrets. At the time limit, and when it
 * has ended, it goes with everything that it started.
 */
final class ExecClient implements ChatClient {
  private static final int LARGEST_REPLY = 4 << 20;
  private static final int LARGEST_ERROR = 2000;

  private final String command;
  private final ModelOptions options;
  private final Map<String, String> environment;

  ExecClient(String command, ModelOptions options, Map<String, String> environment) {
    this.command = command;
    this.options = options;
    this.environment = Secrets.without(environment);
  }

  @Override
  public String name() {
    return "exec:" + command;
  }

  @Override
  public int mostTokens() {
    return options.maxTokens();
  }

  @Override
  public ChatReply ask(ChatRequest request) {
    Process process = start();
    try {
      Drain reply = Drain.of(process.getInputStream(), LARGEST_REPLY);
      Drain error = Drain.of(process.getErrorStream(), LARGEST_ERROR);
      Drain.daemon(() -> write(process.getOutputStream(), Conversation.text(request)));
      int exit = exit(process);
      String text = reply.text();
      if (exit != 0) {
        throw ChatException.of(
            name(), ChatFault.COMMAND, "exit code " + exit + "; it said: " + error.text());
      }
      if (text.isBlank()) {
        throw ChatException.of(name(), ChatFault.EMPTY, error.text());
      }
      text = Secrets.scrub(text);
      return new ChatReply(text, ChatReply.Finish.STOP, Usage.estimate(request, text));
    } finally {
      ProcessTree.kill(process.toHandle());
    }
  }

  private Process start() {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw ChatException.of(name(), ChatFault.COMMAND, "it cannot be started: " + e.getMessage());
    }
  }

  private int exit(Process process) {
    Duration limit = options.timeout();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw ChatException.of(
            name(),
            ChatFault.TIMEOUT,
            "its limit is " + limit.toMillis() / 1000.0 + " s (option timeout)");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ChatException.of(name(), ChatFault.TIMEOUT, "it was interrupted");
    }
  }

  /** A command need not read what it is told. */
  private static void write(OutputStream stream, String text) {
    try (OutputStream input = stream) {
      input.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return;
    }
  }

  /** Reads a stream to its end on a thread of its own and keeps its beginning. */
  private static final class Drain {
    private static final long GRACE_MILLIS = 2000;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread thread;

    private Drain(InputStream stream, int most) {
      this.thread = daemon(() -> read(stream, most));
    }

    static Drain of(InputStream stream, int most) {
      return new Drain(stream, most);
    }

    static Thread daemon(Runnable work) {
      Thread thread = new Thread(work, "exec");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    private void read(InputStream stream, int most) {
      byte[] buffer = new byte[8192];
      try {
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
          synchronized (kept) {
            kept.write(buffer, 0, Math.min(count, most - kept.size()));
          }
        }
      } catch (IOException e) {
        return;
      }
    }

    /** Waits for the end; a descendant that holds the stream open does not count. */
    String text() {
      try {
        thread.join(GRACE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (kept) {
        return kept.toString(StandardCharsets.UTF_8);
      }
    }
  }
}

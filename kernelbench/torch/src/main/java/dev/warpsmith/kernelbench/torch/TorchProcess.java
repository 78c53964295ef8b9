package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernels.process.ProcessTree;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A Python that answers lines of JSON, one for each that it is asked, until its input ends. Used by
 * one thread.
 */
final class TorchProcess implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SHOWN_LINES = 4;

  /** What all its scripts import. */
  private static final List<String> SHARED = List.of("clocks.py", "dtypes.py");

  private final String python;
  private final WorkFolder folder;
  private final Process process;
  private final BufferedWriter requests;
  private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

  private TorchProcess(String python, WorkFolder folder, Process process) {
    this.python = python;
    this.folder = folder;
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "answers of " + python);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a Python that works for us, with this process's variables. */
  static TorchProcess start(String python, String script, String argument) {
    return start(python, script, argument, false);
  }

  /** Starts a Python that runs what nobody trusts: it sees no variable, home or cache of ours. */
  static TorchProcess startApart(String python, String script, String argument) {
    return start(python, script, argument, true);
  }

  private static TorchProcess start(String python, String script, String argument, boolean apart) {
    WorkFolder folder = WorkFolder.create();
    try {
      SHARED.forEach(part -> Worker.script(folder.path(), part));
      Path file = Worker.script(folder.path(), script);
      ProcessBuilder builder =
          new ProcessBuilder(PythonTorch.absolute(python), "-B", file.toString(), argument)
              .directory(folder.path().toFile())
              .redirectError(errors(folder).toFile());
      if (apart) {
        builder.environment().clear();
        builder.environment().putAll(Worker.environment(System.getenv(), folder.path()));
      }
      builder.environment().put("PYTHONIOENCODING", "utf-8");
      return new TorchProcess(python, folder, builder.start());
    } catch (IOException e) {
      folder.close();
      throw Worker.notStarted(python, e);
    }
  }

  private static Path errors(WorkFolder folder) {
    return folder.path().resolve("errors");
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(Optional.of(line));
      }
    } catch (IOException e) {
      // The same as its end.
    }
    answers.add(Optional.empty());
  }

  /** Returns the folder that goes with it. */
  Path folder() {
    return folder.path();
  }

  /** Asks, and does not wait. */
  void send(String request) {
    try {
      requests.write(request);
      requests.newLine();
      requests.flush();
    } catch (IOException e) {
      // Whoever waits for its answer learns that it has ended.
    }
  }

  /**
   * Waits for a line.
   *
   * @return what it said
   */
  Heard hear(Duration limit) {
    try {
      Optional<String> line = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        kill();
        return new Heard.Nothing();
      }
      return line.<Heard>map(Heard.Line::new).orElseGet(() -> new Heard.End(exitCode(), said()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
      return new Heard.Nothing();
    }
  }

  /** What a process said. */
  sealed interface Heard {
    /** A line. */
    record Line(String text) implements Heard {}

    /** It ended. */
    record End(int exitCode, String errors) implements Heard {}

    /** Nothing in time: it is dead now, and so are its descendants. */
    record Nothing() implements Heard {}
  }

  /** Asks, and returns the answer. */
  JsonNode ask(String request, Duration limit) {
    send(request);
    return answer(limit);
  }

  /**
   * Returns the next answer.
   *
   * @throws TorchException if it says that something failed, or there is none in time: the process
   *     and its descendants are dead then
   */
  JsonNode answer(Duration limit) {
    Heard heard = hear(limit);
    if (heard instanceof Heard.End end) {
      throw Worker.failed(python, end.exitCode(), end.errors());
    }
    if (!(heard instanceof Heard.Line line)) {
      throw new TorchException(
          python
              + " with PyTorch took longer than "
              + limit.toMillis() / 1000.0
              + " s and was ended");
    }
    try {
      JsonNode answer = MAPPER.readTree(line.text());
      if (!answer.path("ok").asBoolean()) {
        throw new TorchException("PyTorch: " + answer.path("error").asText("no answer"));
      }
      return answer;
    } catch (JsonProcessingException e) {
      throw new TorchException("'" + python + "' is no Python: it answered '" + line.text() + "'");
    }
  }

  private int exitCode() {
    try {
      return process.waitFor(5, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private String said() {
    try {
      List<String> lines = Files.readString(errors(folder)).strip().lines().toList();
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kill() {
    ProcessTree.kill(process.toHandle());
  }

  /** Ends it with everything that it started: compiling leaves processes of its own. */
  @Override
  public void close() {
    kill();
    exitCode();
    folder.close();
  }
}

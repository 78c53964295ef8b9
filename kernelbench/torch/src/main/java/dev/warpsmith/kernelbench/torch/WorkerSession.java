package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.process.ProcessTree;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A Python worker that answers questions about KernelBench files, a line of JSON each, over pipes.
 * PyTorch is imported once. Asked by one thread at a time.
 */
public final class WorkerSession implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** As the worker has it. */
  private static final int PATIENCE = 5;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String python;
  private final WorkFolder folder;
  private final Process process;
  private final BufferedWriter questions;
  private final LinkedBlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();
  private final String torch;

  private WorkerSession(String python, WorkFolder folder, Process process) {
    this.python = python;
    this.folder = folder;
    this.process = process;
    this.questions = process.outputWriter();
    Thread reader = new Thread(() -> read(process.inputReader()), "worker-answers");
    reader.setDaemon(true);
    reader.start();
    this.torch = next(START).path("torch").asText();
  }

  /**
   * Starts a worker.
   *
   * @throws TorchException if Python or PyTorch is missing; the message says what to do
   */
  public static WorkerSession open(String python) {
    WorkFolder folder = WorkFolder.create();
    boolean open = false;
    try {
      Worker worker = new Worker(python, folder.path());
      WorkerSession session = new WorkerSession(python, folder, started(worker, folder.path()));
      open = true;
      return session;
    } finally {
      if (!open) {
        folder.close();
      }
    }
  }

  private static Process started(Worker worker, Path folder) {
    ProcessBuilder builder = new ProcessBuilder(worker.command(List.of("serve")));
    builder.directory(folder.toFile());
    builder.redirectError(folder.resolve("errors.txt").toFile());
    builder.environment().clear();
    builder.environment().putAll(Worker.environment(System.getenv()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw worker.notStarted(e);
    }
  }

  private void read(BufferedReader lines) {
    try (lines) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(Optional.of(line));
      }
    } catch (IOException e) {
      answers.add(Optional.empty()); // a broken pipe is the end, too
    }
    answers.add(Optional.empty());
  }

  /** Returns {@code PyTorch 2.13.0+cpu}. */
  public String label() {
    return "PyTorch " + torch;
  }

  /** Returns the Python's executable. */
  public String python() {
    return python;
  }

  /**
   * Asks, and waits for the answer, which may be that the file is at fault.
   *
   * @param limit of computing for the question; on a busy machine that may take five times as long
   * @throws TorchException if the worker ends, answers what is no JSON, or does not answer
   */
  JsonNode ask(ObjectNode question, Duration limit) {
    question.put("limit", limit.toMillis() / 1000.0);
    try {
      questions.write(question + "\n");
      questions.flush();
    } catch (IOException e) {
      throw ended();
    }
    return next(limit.multipliedBy(PATIENCE).plus(GRACE));
  }

  private JsonNode next(Duration limit) {
    try {
      Optional<String> line = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        kill();
        throw new TorchException(
            "Python '"
                + python
                + "' with PyTorch did not answer within "
                + limit.toSeconds()
                + " s, and was ended");
      }
      return MAPPER.readTree(line.orElseThrow(this::ended));
    } catch (JsonProcessingException e) {
      kill();
      throw new TorchException("'" + python + "' is no Python: its answer is no JSON");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
      throw new TorchException("interrupted while PyTorch was at work");
    }
  }

  private TorchException ended() {
    kill();
    try {
      String said = Files.readString(folder.path().resolve("errors.txt"));
      int code = process.isAlive() ? 0 : process.exitValue();
      return new Worker(python, folder.path()).failed(said, code);
    } catch (IOException e) {
      return new TorchException("Python '" + python + "' with PyTorch ended: " + e.getMessage());
    }
  }

  private void kill() {
    ProcessTree.kill(process.toHandle());
    try {
      process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    folder.close();
  }
}

package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.ForeignModule.Reply;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * PyTorch for modules that nobody trusts: each is built and called in a process of its own, which
 * begins as a copy of one that has imported PyTorch. Used by one thread, for one module at a time.
 */
public final class ForeignPython implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SHOWN_LINES = 12;

  private final String python;
  private final String device;
  private final Limits limits;
  private final SecureRandom random = new SecureRandom();
  private TorchProcess process;
  private String torch;
  private boolean building;

  /**
   * How long a module may take.
   *
   * @param build of its import and constructor, where extensions are compiled
   * @param call of everything else
   */
  public record Limits(Duration build, Duration call) {
    /** Returns ten minutes and five: a call may read and write gigabytes. */
    public static Limits standard() {
      return new Limits(Duration.ofMinutes(10), Duration.ofMinutes(5));
    }
  }

  private ForeignPython(String python, String device, Limits limits) {
    this.python = python;
    this.device = device;
    this.limits = limits;
    this.process = TorchProcess.startApart(python, "foreign.py", device);
    this.torch = hello();
  }

  /**
   * Starts PyTorch.
   *
   * @param device such as {@code cuda:0} or {@code cpu}
   * @throws TorchException if Python or PyTorch is missing; the message says what to do
   */
  public static ForeignPython start(String python, String device, Limits limits) {
    return new ForeignPython(python, device, limits);
  }

  private String hello() {
    try {
      return process.answer(START).path("torch").asText();
    } catch (TorchException e) {
      process.close();
      throw e;
    }
  }

  /** Returns {@code PyTorch 2.13.0+cpu}. */
  String version() {
    return "PyTorch " + torch;
  }

  /** Returns the folder that modules may write into, which goes with the process. */
  Path folder() {
    return process.folder();
  }

  /** Ends the module that was built before, if any, and asks for a new one. */
  Reply<JsonNode> build(ObjectNode request) {
    end();
    building = true;
    return ask(request, limits.build());
  }

  /** Asks the module that was built last. */
  Reply<JsonNode> ask(ObjectNode request) {
    return ask(request, limits.call());
  }

  /** Waits for the end: nobody but the next module's process may read what comes next. */
  private void end() {
    if (building) {
      building = false;
      ask(MAPPER.createObjectNode().put("do", "end"), limits.call());
    }
  }

  private Reply<JsonNode> ask(ObjectNode request, Duration limit) {
    String id = Long.toHexString(random.nextLong());
    process.send(request.put("id", id).toString());
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      TorchProcess.Heard heard = process.hear(left);
      if (!(heard instanceof TorchProcess.Heard.Line line)) {
        return ended(heard, limit);
      }
      JsonNode answer = parsed(line.text());
      if (answer.path("id").asText().equals(id) || answer.path("fault").asText().equals("died")) {
        return read(answer);
      }
    }
  }

  /** A line that is no answer was written by the module: nothing but its own fault. */
  private static JsonNode parsed(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      return MAPPER.createObjectNode();
    }
  }

  private Reply<JsonNode> ended(TorchProcess.Heard heard, Duration limit) {
    restart();
    if (heard instanceof TorchProcess.Heard.End end) {
      String text = "its process ended, and took PyTorch's with it: exit code " + end.exitCode();
      return new Reply.Fault<>(Verdict.LAUNCH_FAILED, text);
    }
    double seconds = limit.toMillis() / 1000.0;
    return new Reply.Fault<>(
        Verdict.TIMED_OUT, "it took longer than " + seconds + " s, and was ended");
  }

  private void restart() {
    building = false;
    process.close();
    process = TorchProcess.startApart(python, "foreign.py", device);
    torch = hello();
  }

  private Reply<JsonNode> read(JsonNode answer) {
    String text = answer.path("error").asText().strip();
    String at = answer.path("line").isInt() ? "line " + answer.path("line").asInt() + ": " : "";
    return switch (answer.path("fault").asText()) {
      case "" -> new Reply.Done<>(answer);
      case "import" -> fault(Verdict.COMPILE_FAILED, "its import failed: " + at + shown(text));
      case "build" -> fault(Verdict.COMPILE_FAILED, "its constructor failed: " + at + shown(text));
      case "died" -> {
        building = false;
        yield fault(Verdict.LAUNCH_FAILED, "its process died: " + cause(answer));
      }
      default -> fault(Verdict.LAUNCH_FAILED, "its forward failed: " + at + shown(text));
    };
  }

  private static Reply<JsonNode> fault(Verdict verdict, String text) {
    return new Reply.Fault<>(verdict, text);
  }

  private static String cause(JsonNode answer) {
    int signal = answer.path("signal").asInt();
    return signal > 0 ? "signal " + signal : "exit code " + answer.path("status").asInt();
  }

  private static String shown(String text) {
    List<String> lines = text.lines().limit(SHOWN_LINES).toList();
    return String.join("\n  ", lines);
  }

  @Override
  public void close() {
    process.close();
  }
}

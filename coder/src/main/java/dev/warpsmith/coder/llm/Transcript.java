package dev.warpsmith.coder.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Recorded replies: the lines of a run's journal whose event is {@code reply}; others are passed
 * over. A line without messages fits whatever is asked.
 */
public final class Transcript {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Transcript() {}

  /**
   * One recorded reply.
   *
   * @param role who asked, {@code coder} or {@code judge}
   * @param request what was asked; without messages if that is not recorded
   */
  public record Entry(String role, List<ChatMessage> request, ChatReply reply) {
    public Entry {
      request = List.copyOf(request);
    }
  }

  /**
   * Reads a file, or the journal of a run's folder.
   *
   * @throws SourceException if there is no such file, a line is no JSON, or no line is a reply
   */
  public static List<Entry> read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve("journal.jsonl") : path;
    if (!Files.isRegularFile(file)) {
      throw new SourceException(
          SourcePosition.ofLine(file.toString(), 1),
          "no such transcript; give a file of recorded replies, or a run's folder");
    }
    try {
      return entries(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Entry> entries(Path file, List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = parse(SourcePosition.ofLine(file.toString(), i + 1), lines.get(i));
      if (line.path("event").asText().equals("reply")) {
        entries.add(entry(line));
      }
    }
    if (entries.isEmpty()) {
      throw new SourceException(
          SourcePosition.ofLine(file.toString(), 1),
          "the transcript has no reply: no line with \"event\": \"reply\"");
    }
    return entries;
  }

  private static JsonNode parse(SourcePosition position, String line) {
    try {
      return line.isBlank() ? MAPPER.createObjectNode() : MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new SourceException(position, "this line is no JSON: " + e.getOriginalMessage());
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Entry entry(JsonNode line) {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : line.path("messages")) {
      messages.add(
          new ChatMessage(
              ChatMessage.Role.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT)),
              message.path("text").asText()));
    }
    JsonNode usage = line.path("usage");
    return new Entry(
        line.path("role").asText(),
        messages,
        new ChatReply(
            line.path("reply").asText(),
            ChatReply.Finish.valueOf(line.path("finish").asText("stop").toUpperCase(Locale.ROOT)),
            new Usage(
                usage.path("input").asLong(),
                usage.path("cached").asLong(),
                usage.path("written").asLong(),
                usage.path("output").asLong(),
                usage.path("estimated").asBoolean())));
  }

  /** Writes a reply and what was asked into an event's data. */
  public static void write(ObjectNode line, String role, ChatRequest request, ChatReply reply) {
    line.put("role", role).put("request", request.digest());
    ArrayNode messages = line.putArray("messages");
    for (ChatMessage message : request.messages()) {
      messages
          .addObject()
          .put("role", message.role().name().toLowerCase(Locale.ROOT))
          .put("text", message.text());
    }
    line.put("reply", reply.text());
    line.put("finish", reply.finish().name().toLowerCase(Locale.ROOT));
    Usage usage = reply.usage();
    line.putObject("usage")
        .put("input", usage.input())
        .put("cached", usage.cached())
        .put("written", usage.written())
        .put("output", usage.output())
        .put("estimated", usage.estimated());
  }
}

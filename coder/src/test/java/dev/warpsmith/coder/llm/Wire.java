package dev.warpsmith.coder.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The providers' wire formats, as their API references describe them: what a server answers, whole
 * or streamed, and what it says when it refuses.
 */
enum Wire {
  OPENAI("openai:gpt-test", "/v1") {
    @Override
    String whole(String text, Ending ending) {
      return """
      {"id": "c1", "object": "chat.completion", "created": 1, "model": "gpt-test", "choices": [{"index": 0,
       "message": {"role": "assistant", "content": %s}, "finish_reason": "%s"}],
       "usage": {"prompt_tokens": 1200, "completion_tokens": 34, "total_tokens": 1234,
        "prompt_tokens_details": {"cached_tokens": 1024}}}\
      """
          .formatted(json(text), word(ending, "stop", "length", "content_filter"));
    }

    @Override
    List<String> streamed(List<String> parts, Ending ending) {
      String chunk =
          "data: {\"id\": \"c1\", \"object\": \"chat.completion.chunk\", \"model\": \"gpt-test\","
              + " \"choices\": [{\"index\": 0, \"delta\": {\"content\": %s}, \"finish_reason\":"
              + " null}]}\n\n";
      String last =
          "data: {\"id\": \"c1\", \"object\": \"chat.completion.chunk\", \"model\": \"gpt-test\","
              + " \"choices\": [{\"index\": 0, \"delta\": {}, \"finish_reason\": \"%s\"}]}\n\n";
      String usage =
          "data: {\"id\": \"c1\", \"object\": \"chat.completion.chunk\", \"model\": \"gpt-test\","
              + " \"choices\": [], \"usage\": {\"prompt_tokens\": 1200, \"completion_tokens\": 34,"
              + " \"total_tokens\": 1234, \"prompt_tokens_details\": {\"cached_tokens\":"
              + " 1024}}}\n\ndata: [DONE]\n\n";
      return sequence(
          parts, chunk, last.formatted(word(ending, "stop", "length", "content_filter")) + usage);
    }

    @Override
    Usage usage() {
      return new Usage(1200, 1024, 0, 34, false);
    }

    @Override
    String error(String message, String code) {
      return "{\"error\": {\"message\": %s, \"type\": \"invalid_request_error\", \"code\": \"%s\"}}"
          .formatted(json(message), code);
    }

    @Override
    String tooLong() {
      return error(
          "This model's maximum context length is 8192 tokens.", "context_length_exceeded");
    }

    @Override
    String prompt(JsonNode request) {
      return texts(request.path("messages"), "content");
    }

    @Override
    int mostTokens(JsonNode request) {
      return request.path("max_tokens").asInt();
    }

    @Override
    boolean authorised(Received received) {
      return received.header("Authorization").equals("Bearer " + KEY);
    }
  },

  ANTHROPIC("anthropic:claude-test", "/v1") {
    @Override
    String whole(String text, Ending ending) {
      String content =
          text.isEmpty() ? "" : "{\"type\": \"text\", \"text\": %s}".formatted(json(text));
      return """
      {"id": "m1", "type": "message", "role": "assistant", "model": "claude-test",
       "content": [%s], "stop_reason": "%s", "stop_sequence": null,
       "usage": {"input_tokens": 100, "cache_creation_input_tokens": 76, "cache_read_input_tokens": 1024,
        "output_tokens": 34}}\
      """
          .formatted(content, word(ending, "end_turn", "max_tokens", "refusal"));
    }

    @Override
    List<String> streamed(List<String> parts, Ending ending) {
      String start =
          "event: message_start\ndata: {\"type\": \"message_start\", \"message\": {\"id\": \"m1\","
              + " \"type\": \"message\", \"role\": \"assistant\", \"model\": \"claude-test\","
              + " \"content\": [], \"stop_reason\": null, \"usage\": {\"input_tokens\": 100,"
              + " \"cache_creation_input_tokens\": 76, \"cache_read_input_tokens\": 1024,"
              + " \"output_tokens\": 1}}}\n\nevent: content_block_start\ndata: {\"type\":"
              + " \"content_block_start\", \"index\": 0, \"content_block\": {\"type\": \"text\","
              + " \"text\": \"\"}}\n\n";
      String chunk =
          "event: content_block_delta\ndata: {\"type\": \"content_block_delta\", \"index\": 0,"
              + " \"delta\": {\"type\": \"text_delta\", \"text\": %s}}\n\n";
      String end =
          "event: content_block_stop\n"
              + "data: {\"type\": \"content_block_stop\", \"index\": 0}\n\n"
              + "event: message_delta\n"
              + "data: {\"type\": \"message_delta\", \"delta\": {\"stop_reason\": \"%s\","
              + " \"stop_sequence\": null}, \"usage\": {\"output_tokens\": 34}}\n\n"
              + "event: message_stop\n"
              + "data: {\"type\": \"message_stop\"}\n\n";
      List<String> all =
          sequence(parts, chunk, end.formatted(word(ending, "end_turn", "max_tokens", "refusal")));
      return IntStream.range(0, all.size())
          .mapToObj(i -> i == 0 ? start + all.get(i) : all.get(i))
          .toList();
    }

    @Override
    Usage usage() {
      return new Usage(1200, 1024, 76, 34, false);
    }

    @Override
    String error(String message, String code) {
      return "{\"type\": \"error\", \"error\": {\"type\": \"%s\", \"message\": %s}}"
          .formatted(code, json(message));
    }

    @Override
    String tooLong() {
      return error("prompt is too long: 210000 tokens > 200000 maximum", "invalid_request_error");
    }

    @Override
    String prompt(JsonNode request) {
      return request.path("system").findValuesAsText("text")
          + request.path("messages").findValuesAsText("text").toString();
    }

    @Override
    int mostTokens(JsonNode request) {
      return request.path("max_tokens").asInt();
    }

    @Override
    boolean authorised(Received received) {
      return received.header("x-api-key").equals(KEY)
          && !received.header("anthropic-version").isEmpty();
    }
  },

  GEMINI("gemini:gemini-test", "/v1beta") {
    private String chunk(String text, String finish) {
      String part = text.isEmpty() ? "" : "{\"text\": %s}".formatted(json(text));
      return """
      {"candidates": [{"index": 0, "content": {"role": "model", "parts": [%s]}%s}],\
       "usageMetadata": {"promptTokenCount": 1200, "cachedContentTokenCount": 1024,\
       "candidatesTokenCount": 30, "thoughtsTokenCount": 4, "totalTokenCount": 1234},\
       "modelVersion": "gemini-test", "responseId": "r1"}\
      """
          .formatted(part, finish.isEmpty() ? "" : ", \"finishReason\": \"" + finish + "\"");
    }

    @Override
    String whole(String text, Ending ending) {
      return chunk(text, word(ending, "STOP", "MAX_TOKENS", "SAFETY"));
    }

    @Override
    List<String> streamed(List<String> parts, Ending ending) {
      List<String> events =
          new java.util.ArrayList<>(
              parts.stream().map(part -> "data: " + chunk(part, "") + "\n\n").toList());
      events.add("data: " + chunk("", word(ending, "STOP", "MAX_TOKENS", "SAFETY")) + "\n\n");
      return events;
    }

    @Override
    Usage usage() {
      return new Usage(1200, 1024, 0, 34, false);
    }

    @Override
    String error(String message, String code) {
      return "{\"error\": {\"code\": 400, \"message\": %s, \"status\": \"%s\"}}"
          .formatted(json(message), code);
    }

    @Override
    String tooLong() {
      return error(
          "The input token count (1200000) exceeds the maximum number of tokens allowed.",
          "INVALID_ARGUMENT");
    }

    @Override
    String prompt(JsonNode request) {
      return request.findValuesAsText("text").toString();
    }

    @Override
    int mostTokens(JsonNode request) {
      return request.path("generationConfig").path("maxOutputTokens").asInt();
    }

    @Override
    boolean authorised(Received received) {
      return received.header("x-goog-api-key").equals(KEY);
    }
  },

  OLLAMA("ollama:local-test", "") {
    @Override
    String whole(String text, Ending ending) {
      return """
      {"model": "local-test", "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant",\
       "content": %s}, "done": true, "done_reason": "%s", "prompt_eval_count": 1200, "eval_count": 34}\
      """
          .formatted(json(text), word(ending, "stop", "length", "stop"));
    }

    @Override
    List<String> streamed(List<String> parts, Ending ending) {
      String chunk =
          "{\"model\": \"local-test\", \"created_at\": \"2026-01-01T00:00:00Z\", \"message\":"
              + " {\"role\": \"assistant\", \"content\": %s}, \"done\": false}\n";
      return sequence(parts, chunk, whole("", ending) + "\n");
    }

    @Override
    Usage usage() {
      return new Usage(1200, 0, 0, 34, false);
    }

    @Override
    String error(String message, String code) {
      return "{\"error\": %s}".formatted(json(message));
    }

    @Override
    String tooLong() {
      return error("the prompt exceeds the context window of the model", "");
    }

    @Override
    String prompt(JsonNode request) {
      return texts(request.path("messages"), "content");
    }

    @Override
    int mostTokens(JsonNode request) {
      return request.path("options").path("num_predict").asInt();
    }

    @Override
    boolean authorised(Received received) {
      return true;
    }
  };

  /** The key that every client is given. */
  static final String KEY = "sk-planted-0123456789";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String name;
  private final String path;

  Wire(String name, String path) {
    this.name = name;
    this.path = path;
  }

  /** How a reply ends. */
  enum Ending {
    STOP,
    LENGTH,
    FILTER
  }

  /** Returns a whole answer. */
  abstract String whole(String text, Ending ending);

  /** Returns the pieces of a streamed answer, to be sent one after another. */
  abstract List<String> streamed(List<String> parts, Ending ending);

  /** Returns what every answer says that it cost. */
  abstract Usage usage();

  /** Returns the body of a refusal. */
  abstract String error(String message, String code);

  /** Returns the body of the refusal of too long a conversation. */
  abstract String tooLong();

  /** Returns all texts of a request. */
  abstract String prompt(JsonNode request);

  /** Returns the limit of the reply that a request asks for. */
  abstract int mostTokens(JsonNode request);

  /** Tells whether a request has the key where it belongs. */
  abstract boolean authorised(Received received);

  /** A request as the server got it. */
  record Received(String path, java.util.Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(entry -> entry.getKey().equalsIgnoreCase(name))
          .flatMap(entry -> entry.getValue().stream())
          .findFirst()
          .orElse("");
    }

    JsonNode json() {
      return parse(body);
    }
  }

  ModelName model() {
    return ModelName.parse(name);
  }

  String path() {
    return path;
  }

  private static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  private static String word(Ending ending, String stop, String length, String filter) {
    return switch (ending) {
      case STOP -> stop;
      case LENGTH -> length;
      case FILTER -> filter;
    };
  }

  private static String texts(JsonNode messages, String field) {
    return messages.findValuesAsText(field).toString();
  }

  private static List<String> sequence(List<String> parts, String chunk, String last) {
    List<String> events =
        parts.stream().map(part -> chunk.formatted(json(part))).collect(Collectors.toList());
    events.add(last);
    return events;
  }
}

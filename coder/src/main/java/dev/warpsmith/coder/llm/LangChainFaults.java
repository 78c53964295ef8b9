package dev.warpsmith.coder.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.exception.HttpException;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tells what went wrong from what LangChain4j threw. */
final class LangChainFaults {
  private static final int LONGEST = 300;

  private LangChainFaults() {}

  static ChatException of(String client, Throwable thrown, Duration limit) {
    List<Throwable> causes = causes(thrown);
    Optional<HttpException> http = first(causes, HttpException.class);
    if (http.isPresent()) {
      return refused(client, http.get());
    }
    if (first(causes, HttpTimeoutException.class).isPresent()
        || first(causes, dev.langchain4j.exception.TimeoutException.class).isPresent()) {
      return ChatException.of(
          client,
          ChatFault.TIMEOUT,
          "its limit is " + limit.toMillis() / 1000.0 + " s (option timeout)");
    }
    if (first(causes, JsonProcessingException.class).isPresent()) {
      return ChatException.of(client, ChatFault.MALFORMED, "it is no JSON");
    }
    if (first(causes, dev.langchain4j.exception.ContentFilteredException.class).isPresent()) {
      return ChatException.of(client, ChatFault.FILTERED, "");
    }
    Optional<IOException> io = first(causes, IOException.class);
    if (io.isPresent()) {
      return ChatException.of(client, ChatFault.CONNECTION, words(io.get()));
    }
    return ChatException.of(client, ChatFault.MALFORMED, words(thrown));
  }

  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable each = thrown; each != null && causes.size() < 10; each = each.getCause()) {
      causes.add(each);
    }
    return causes;
  }

  private static <T extends Throwable> Optional<T> first(List<Throwable> causes, Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static ChatException refused(String client, HttpException failure) {
    int status = failure.statusCode();
    String said = said(String.valueOf(failure.getMessage()));
    ChatFault fault = fault(status, said.toLowerCase(Locale.ROOT));
    String detail =
        fault == ChatFault.KEY
            ? "status " + status + "; is the key in its variable whole and valid?"
            : "status " + status + (said.isEmpty() ? "" : ", " + said);
    OptionalDouble after =
        failure instanceof LangChainHttp.Refused refused
            ? retryAfter(refused, Instant.now())
            : OptionalDouble.empty();
    return ChatException.of(client, fault, detail, after);
  }

  private static ChatFault fault(int status, String said) {
    boolean quota =
        said.contains("insufficient_quota")
            || said.contains("exceeded your current quota")
            || said.contains("credit balance");
    boolean context =
        said.contains("context length")
            || said.contains("context_length")
            || said.contains("context window")
            || said.contains("prompt is too long")
            || said.contains("input token count");
    if (quota || status == 402) {
      return ChatFault.QUOTA;
    }
    if (status == 429 || status == 529) {
      return ChatFault.RATE_LIMIT;
    }
    if (status == 408) {
      return ChatFault.TIMEOUT;
    }
    if (status >= 500) {
      return ChatFault.SERVER;
    }
    if (context || status == 413) {
      return ChatFault.CONTEXT;
    }
    if (said.contains("content_filter") || said.contains("content management policy")) {
      return ChatFault.FILTERED;
    }
    boolean key = said.contains("api key not valid") || said.contains("api_key_invalid");
    if (status == 401 || status == 403 || key) {
      return ChatFault.KEY;
    }
    return status == 404 ? ChatFault.MODEL : ChatFault.REFUSED;
  }

  /**
   * Returns the message of a provider's error, with its code; or the beginning of any other text.
   */
  private static String said(String body) {
    try {
      JsonNode root = new ObjectMapper().readTree(body);
      JsonNode first = root.isArray() && root.size() > 0 ? root.get(0) : root;
      JsonNode error = first.path("error");
      String text =
          error.isTextual()
              ? error.asText()
              : error.path("message").asText(first.path("message").asText());
      String code =
          error.path("code").isTextual()
              ? error.path("code").asText()
              : error.path("type").asText();
      return brief(code.isEmpty() || text.contains(code) ? text : text + " (" + code + ")");
    } catch (JsonProcessingException e) {
      return brief(body);
    }
  }

  private static String brief(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  private static String words(Throwable thrown) {
    String message = thrown.getMessage();
    return brief(message == null ? thrown.getClass().getSimpleName() : message);
  }

  /** Reads {@code retry-after-ms}, then {@code retry-after} in seconds or as a date. */
  static OptionalDouble retryAfter(LangChainHttp.Refused refused, Instant now) {
    Optional<String> millis = refused.header("retry-after-ms").filter(t -> t.matches("[0-9.]+"));
    if (millis.isPresent()) {
      return OptionalDouble.of(Double.parseDouble(millis.get()) / 1000);
    }
    return refused
        .header("retry-after")
        .map(text -> seconds(text.strip(), now))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalDouble seconds(String text, Instant now) {
    if (text.matches("[0-9]+(\\.[0-9]+)?")) {
      return OptionalDouble.of(Double.parseDouble(text));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return OptionalDouble.of(Math.max(0, Duration.between(now, then).toMillis() / 1000.0));
    } catch (DateTimeParseException e) {
      return OptionalDouble.empty();
    }
  }
}

package dev.warpsmith.judge.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the JSON object of a reply among prose, fences and thoughts. */
final class JsonReply {
  private static final ObjectMapper LENIENT =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .build();

  private JsonReply() {}

  /** Returns the last object that has a field; empty if there is none. */
  static Optional<ObjectNode> of(String reply, String field) {
    ObjectNode found = null;
    for (String text : objects(reply)) {
      Optional<ObjectNode> object = parse(text);
      if (object.isPresent() && object.get().has(field)) {
        found = object.get();
      }
    }
    return Optional.ofNullable(found);
  }

  private static Optional<ObjectNode> parse(String text) {
    try {
      JsonNode node = LENIENT.readTree(text);
      return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Returns the outermost texts in braces; one that is not closed is passed over. */
  private static List<String> objects(String reply) {
    List<String> objects = new ArrayList<>();
    int at = reply.indexOf('{');
    while (at >= 0) {
      int end = end(reply, at);
      if (end > 0) {
        objects.add(reply.substring(at, end));
      }
      at = reply.indexOf('{', end > 0 ? end : at + 1);
    }
    return objects;
  }

  /** Returns the offset after the brace that closes the one at an offset, or -1. */
  private static int end(String text, int begin) {
    int depth = 0;
    boolean quoted = false;
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }
}

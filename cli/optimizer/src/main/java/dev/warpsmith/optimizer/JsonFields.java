package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Fields of journals and reports that may be missing. */
public final class JsonFields {
  private JsonFields() {}

  /** Returns a number; empty if the field is missing or no number. */
  public static OptionalDouble number(JsonNode node) {
    return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
  }

  /** Returns the texts of an array; none if the field is missing. */
  public static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}

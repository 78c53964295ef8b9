package dev.warpsmith.kernelbench.task;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON text to values that know where they stand. */
final class JsonReader {
  private final String file;
  private final String text;
  private final JsonParser parser;

  private JsonReader(String file, String text, JsonParser parser) {
    this.file = file;
    this.text = text;
    this.parser = parser;
  }

  /**
   * Reads one value.
   *
   * @throws SourceException if the text is not JSON, or a field stands twice in an object
   */
  static Json read(String file, String text) {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      JsonReader reader = new JsonReader(file, text, parser);
      reader.next();
      Json value = reader.value();
      if (parser.nextToken() != null) {
        throw new SourceException(reader.position(), "text after the end of the JSON value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new SourceException(at(file, e.getLocation()), "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot parse " + file, e);
    }
  }

  private JsonToken next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new SourceException(position(), "the JSON text ends too early");
    }
    return token;
  }

  private Json value() throws IOException {
    SourcePosition position = position();
    return switch (parser.currentToken()) {
      case START_OBJECT -> fields(position);
      case START_ARRAY -> items(position);
      case VALUE_STRING -> string(position);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new Json.Numeric(position, parser.getDoubleValue());
      case VALUE_TRUE -> new Json.Flag(position, true);
      case VALUE_FALSE -> new Json.Flag(position, false);
      case VALUE_NULL -> new Json.Null(position);
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new SourceException(position, "unexpected " + parser.currentToken());
    };
  }

  private Json fields(SourcePosition position) throws IOException {
    Map<String, Json> values = new LinkedHashMap<>();
    Map<String, SourcePosition> names = new LinkedHashMap<>();
    while (next() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      SourcePosition at = position();
      if (names.put(name, at) != null) {
        throw new SourceException(at, "field \"" + name + "\" stands twice; remove one");
      }
      next();
      values.put(name, value());
    }
    return new Json.Fields(position, values, names);
  }

  private Json items(SourcePosition position) throws IOException {
    List<Json> values = new ArrayList<>();
    while (next() != JsonToken.END_ARRAY) {
      values.add(value());
    }
    return new Json.Items(position, values);
  }

  private Json string(SourcePosition position) throws IOException {
    String value = parser.getText();
    int offset = (int) parser.currentTokenLocation().getCharOffset() + 1;
    SourcePosition begin =
        text.startsWith(value + "\"", offset)
            ? new SourcePosition(file, position.line(), position.column() + 1)
            : SourcePosition.ofLine(file, position.line());
    return new Json.Text(position, value, begin);
  }

  private SourcePosition position() {
    return at(file, parser.currentTokenLocation());
  }

  private static SourcePosition at(String file, JsonLocation location) {
    return new SourcePosition(
        file, Math.max(1, location.getLineNr()), Math.max(0, location.getColumnNr()));
  }
}

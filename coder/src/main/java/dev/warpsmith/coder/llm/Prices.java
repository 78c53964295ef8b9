package dev.warpsmith.coder.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Prices by models' names. A name stands for the model's dated versions too, never for another
 * model whose name it begins: {@code gpt-5} is not {@code gpt-5.5}, which costs four times as much.
 * A provider's name with its colon stands for all of its models.
 *
 * @param date when they were looked up, or the file that overrides them
 */
public record Prices(String date, Map<String, Price> models) {
  private static final String RESOURCE = "prices.json";

  /** What may follow a model's name: nothing, a date, or a word for the newest of its dates. */
  private static final Pattern VERSION =
      Pattern.compile("(-(20\\d{6}|20\\d{2}-\\d{2}-\\d{2}|latest))?");

  public Prices {
    models = Map.copyOf(models);
  }

  /** Returns the prices that come with Warpsmith. */
  public static Prices standard() {
    try (InputStream in = Prices.class.getResourceAsStream(RESOURCE)) {
      return parse(
          RESOURCE,
          in == null ? "" : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns these prices with those of a file above them.
   *
   * @throws SourceException if the file is missing, or is no {@code {"date": …, "models": {…}}}
   */
  public Prices with(Path file) {
    if (!Files.isRegularFile(file)) {
      throw wrong(file.toString(), "no such file of prices");
    }
    try {
      Prices others = parse(file.toString(), Files.readString(file));
      Map<String, Price> all = new TreeMap<>(models);
      all.putAll(others.models());
      return new Prices(others.date() + " (" + file + ")", all);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns the price of a model; empty if nobody knows it. */
  public Optional<Price> of(String model) {
    return models.entrySet().stream()
        .filter(entry -> names(entry.getKey(), model))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue);
  }

  private static boolean names(String key, String model) {
    return model.startsWith(key)
        && (key.endsWith(":") || VERSION.matcher(model.substring(key.length())).matches());
  }

  private static Prices parse(String file, String text) {
    try {
      JsonNode root = new ObjectMapper().readTree(text);
      Map<String, Price> models = new TreeMap<>();
      root.path("models")
          .properties()
          .forEach(entry -> models.put(entry.getKey(), price(file, entry)));
      if (models.isEmpty() || !root.path("date").isTextual()) {
        throw wrong(file, "it has no \"date\" or no \"models\"");
      }
      return new Prices(root.path("date").asText(), models);
    } catch (JsonProcessingException e) {
      throw wrong(file, "it is no JSON: " + e.getOriginalMessage());
    }
  }

  private static Price price(String file, Map.Entry<String, JsonNode> entry) {
    JsonNode node = entry.getValue();
    double input = number(file, entry.getKey(), node.path("input"), -1);
    return new Price(
        input,
        number(file, entry.getKey(), node.path("cached"), input),
        number(file, entry.getKey(), node.path("written"), input),
        number(file, entry.getKey(), node.path("output"), -1));
  }

  private static double number(String file, String model, JsonNode node, double initial) {
    double value = node.isNumber() ? node.asDouble() : initial;
    if (!(value >= 0) || (!node.isNumber() && !node.isMissingNode())) {
      throw wrong(file, model + " has no price of 0 or more for input and output");
    }
    return value;
  }

  private static SourceException wrong(String file, String problem) {
    return new SourceException(
        SourcePosition.ofLine(file, 1),
        problem
            + "; expected {\"date\": \"2026-01-31\", \"models\": {\"openai:gpt-5\": {\"input\": 1.25,"
            + " \"cached\": 0.125, \"output\": 10}}}, in USD per million tokens");
  }
}

package dev.warpsmith.judge.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernels.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A Judge's answer, read from its reply.
 *
 * @param first the bottleneck, or what is wrong
 * @param method what to do about it
 * @param plan how; empty where nothing is asked for
 * @param metrics names of the metrics that it rests on
 * @param move one of the moves that were offered; empty if none were
 */
record Advice(String first, String method, String plan, List<String> metrics, String move) {
  private static final int LEAST_METRICS = 3;
  private static final int MOST_METRICS = 4;
  private static final int LONGEST = 1200;

  Advice {
    metrics = List.copyOf(metrics);
  }

  /**
   * What was read.
   *
   * @param problems what is wrong with the answer; none if there is advice
   */
  record Read(Optional<Advice> advice, List<String> problems) {
    Read {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads the answer of optimisation mode.
   *
   * @param known the metrics that it may name
   * @param moves the moves that it must choose from; empty if it may ask for anything
   */
  static Read optimisation(String reply, Collection<String> known, List<String> moves) {
    Optional<ObjectNode> object = JsonReply.of(reply, "bottleneck");
    if (object.isEmpty()) {
      return none("bottleneck");
    }
    List<String> problems = new ArrayList<>();
    Advice advice =
        new Advice(
            text(object.get(), "bottleneck", problems),
            text(object.get(), "method", problems),
            text(object.get(), "plan", problems),
            metrics(object.get().path("metrics"), known, problems),
            moves.isEmpty() ? "" : move(object.get().path("move").asText(), moves, problems));
    return new Read(problems.isEmpty() ? Optional.of(advice) : Optional.empty(), problems);
  }

  /** Reads the answer of correction mode. */
  static Read correction(String reply) {
    Optional<ObjectNode> object = JsonReply.of(reply, "issue");
    if (object.isEmpty()) {
      return none("issue");
    }
    List<String> problems = new ArrayList<>();
    Advice advice =
        new Advice(
            text(object.get(), "issue", problems),
            text(object.get(), "fix", problems),
            text(object.get(), "why", problems),
            List.of(),
            "");
    return new Read(problems.isEmpty() ? Optional.of(advice) : Optional.empty(), problems);
  }

  private static Read none(String field) {
    return new Read(
        Optional.empty(), List.of("there is no JSON object with the field \"" + field + "\""));
  }

  private static String text(ObjectNode object, String field, List<String> problems) {
    JsonNode value = object.path(field);
    if (!value.isTextual() || value.asText().isBlank()) {
      String is = value.isArray() ? "a list: give exactly one" : "no text";
      problems.add("\"" + field + "\" is " + (value.isMissingNode() ? "missing" : is));
      return "";
    }
    String text = value.asText().strip().replaceAll("\\s+", " ");
    if (text.length() > LONGEST) {
      problems.add("\"" + field + "\" has " + text.length() + " characters, at most " + LONGEST);
    }
    return text;
  }

  private static List<String> metrics(
      JsonNode node, Collection<String> known, List<String> problems) {
    List<String> names = new ArrayList<>();
    for (JsonNode each : node) {
      String name = (each.isObject() ? each.path("name") : each).asText().strip();
      String bare = name.split("[ =:]", 2)[0];
      if (!known.contains(bare)) {
        problems.add(
            "\"metrics\" names '"
                + bare
                + "'"
                + Spelling.hint(bare, known)
                + ", which was not shown");
      } else if (!names.contains(bare)) {
        names.add(bare);
      }
    }
    int least = Math.min(LEAST_METRICS, known.size());
    if (names.size() < least || names.size() > MOST_METRICS) {
      problems.add(
          "\"metrics\" names "
              + names.size()
              + " of the metrics shown; expected "
              + least
              + " to "
              + MOST_METRICS
              + " different ones");
    }
    return names;
  }

  private static String move(String move, List<String> moves, List<String> problems) {
    if (!moves.contains(move)) {
      problems.add("\"move\" is '" + move + "', which is not in the list of moves");
    }
    return move;
  }
}

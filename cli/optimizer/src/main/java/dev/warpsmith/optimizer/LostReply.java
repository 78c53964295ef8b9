package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call of a language model that was under way when the run was cut off: its reply did not arrive,
 * and a provider may bill it all the same.
 *
 * @param role who asked, {@code coder} or {@code judge}
 */
public record LostReply(int round, String role, String model) {
  /** Returns the calls of a run that were asked and neither answered nor refused. */
  public static List<LostReply> of(Path folder) {
    List<JournalEvent> events = new ArrayList<>(RunFolder.events(folder));
    PendingEvent.of(folder)
        .forEach(pending -> events.add(new JournalEvent(pending.kind(), 0, pending.data())));
    return of(events);
  }

  static List<LostReply> of(List<JournalEvent> events) {
    Map<String, Integer> open = new LinkedHashMap<>();
    Map<String, LostReply> calls = new LinkedHashMap<>();
    for (JournalEvent event : events) {
      ObjectNode data = event.data();
      String role = data.path("role").asText();
      String key = role + " " + event.round() + " " + data.path("request").asText();
      if (event.is(Kind.ASKED)) {
        open.merge(key, 1, Integer::sum);
        calls.put(key, new LostReply(event.round(), role, data.path("model").asText()));
      } else if (event.is(Kind.REPLY) || event.is(Kind.UNANSWERED)) {
        open.computeIfPresent(key, (same, count) -> count - 1);
      }
    }
    return calls.entrySet().stream()
        .flatMap(
            call ->
                Collections.nCopies(
                    Math.max(0, open.getOrDefault(call.getKey(), 0)), call.getValue())
                    .stream())
        .toList();
  }

  /** Returns one line, such as {@code the reply of openai:gpt-5 to the coder in round 2}. */
  public String text() {
    return "the reply of " + model + " to the " + role + " in round " + round;
  }
}

package dev.warpsmith.optimizer.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.llm.ChatMessage;
import dev.warpsmith.coder.llm.Usage;
import dev.warpsmith.optimizer.BaselineRecord;
import dev.warpsmith.optimizer.RecordedCall;
import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.optimizer.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A JSON object for each call of a model and for each round, a line each: calls in their order,
 * each round after the calls that led to it.
 *
 * <p>The reward of a candidate is its speedup over the run's baseline, 0 if a gate refused it. A
 * call has the reward of the round that it led to: the Coder's of its own round, the Judge's of the
 * next one. Only a role's last call for a round has a reward; one whose reply was put right or
 * continued by another is {@code superseded}.
 */
final class JsonLines implements ExportFormat {
  @Override
  public String name() {
    return "jsonl";
  }

  @Override
  public String meaning() {
    return "a JSON object for each model call and each round, with prompt, reply, verdict, reward";
  }

  @Override
  public String text(RunRecord run) {
    List<RecordedCall> calls =
        RecordedCall.of(run.folder()).stream()
            .sorted(Comparator.comparingInt(JsonLines::leadsTo))
            .toList();
    StringBuilder text = new StringBuilder();
    int written = 0;
    for (RoundRecord round : run.rounds()) {
      for (; written < calls.size() && leadsTo(calls.get(written)) <= round.number(); written++) {
        text.append(call(run, calls, written)).append('\n');
      }
      text.append(round(run, round)).append('\n');
    }
    for (; written < calls.size(); written++) {
      text.append(call(run, calls, written)).append('\n');
    }
    return text.toString();
  }

  /** Returns the round whose candidate shows what a call was worth. */
  private static int leadsTo(RecordedCall call) {
    return call.role().equals("coder") ? call.round() : call.round() + 1;
  }

  private static ObjectNode line(RunRecord run, String kind, int round) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("kind", kind).put("run", String.valueOf(run.folder().getFileName()));
    node.put("task", run.settings().task()).put("device", run.settings().device());
    run.baseline().map(BaselineRecord::clock).ifPresent(clock -> node.put("clock", clock));
    return node.put("round", round);
  }

  private static ObjectNode call(RunRecord run, List<RecordedCall> calls, int index) {
    RecordedCall call = calls.get(index);
    ObjectNode node = line(run, "call", call.round());
    node.put("role", call.role()).put("model", call.model());
    for (ChatMessage message : call.entry().request()) {
      node.withArray("prompt")
          .addObject()
          .put("role", message.role().name().toLowerCase(Locale.ROOT))
          .put("content", message.text());
    }
    node.put("reply", call.entry().reply().text());
    node.put("finish", call.entry().reply().finish().name().toLowerCase(Locale.ROOT));
    usage(node, call.entry().reply().usage());
    call.usd().ifPresent(usd -> node.put("usd", usd));
    node.put("seconds", call.seconds());
    boolean superseded =
        calls.stream()
            .skip(index + 1L)
            .anyMatch(later -> later.role().equals(call.role()) && later.round() == call.round());
    node.put("superseded", superseded);
    if (!superseded) {
      outcome(node, run, leadsTo(call));
    }
    return node;
  }

  private static void usage(ObjectNode node, Usage usage) {
    node.putObject("usage")
        .put("inputTokens", usage.input())
        .put("cachedTokens", usage.cached())
        .put("outputTokens", usage.output())
        .put("estimated", usage.estimated());
  }

  private static void outcome(ObjectNode node, RunRecord run, int number) {
    Optional<RoundRecord> round =
        run.rounds().stream().filter(each -> each.number() == number).findFirst();
    round.ifPresent(found -> outcome(node, found));
  }

  private static void outcome(ObjectNode node, RoundRecord round) {
    node.put("candidate", round.number()).put("verdict", round.verdict());
    node.put("reward", round.time().map(RoundRecord.Time::speedup).orElse(0.0));
    round.measuredGain().ifPresent(gain -> node.put("gain", gain));
  }

  private static ObjectNode round(RunRecord run, RoundRecord round) {
    ObjectNode node = line(run, "round", round.number());
    node.put("coder", run.settings().coder()).put("judge", run.settings().judge());
    round.from().ifPresent(from -> node.put("from", from));
    round
        .asked()
        .ifPresent(
            asked ->
                node.putObject("asked")
                    .put("bottleneck", asked.bottleneck())
                    .put("remedy", asked.remedy())
                    .put("move", asked.move()));
    node.put("source", run.sources().get(round.number() - 1));
    outcome(node, round);
    node.put("message", round.message());
    round.evidence().forEach(node.putArray("evidence")::add);
    round
        .time()
        .ifPresent(
            time ->
                node.put("micros", time.micros())
                    .put("speedOfLight", time.fraction())
                    .put("bound", time.bound()));
    return node.put("best", round.best());
  }
}

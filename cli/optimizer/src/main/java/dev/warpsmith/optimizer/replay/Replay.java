package dev.warpsmith.optimizer.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.llm.ChatMessage;
import dev.warpsmith.optimizer.BaselineRecord;
import dev.warpsmith.optimizer.RecordedCall;
import dev.warpsmith.optimizer.RoundRecord;
import dev.warpsmith.optimizer.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A recorded run, the run that was made again from its transcript, and what agrees.
 *
 * <p>Prompts may differ: another version of Warpsmith words them otherwise. Candidates, verdicts
 * and modelled times of the same tools must not. Measured times never repeat exactly, so they are
 * shown and do not count.
 */
public record Replay(RunRecord recorded, RunRecord again, List<Agreement> agreements) {
  private static final List<String> TOOLS = List.of("nvcc", "device", "model");
  private static final int SHOWN = 70;

  public Replay {
    agreements = List.copyOf(agreements);
  }

  /** Compares the finished rounds of a recorded run with those of a run made from it. */
  public static Replay of(RunRecord recorded, RunRecord again) {
    Replay bare = new Replay(recorded, again, List.of());
    List<Agreement> found = new ArrayList<>();
    found.add(bare.prompts());
    found.add(bare.rounds("candidates", round -> round.digest().substring(0, 12), true));
    found.add(bare.rounds("verdicts", Replay::verdict, true));
    found.add(bare.times());
    found.add(bare.best());
    return new Replay(recorded, again, found);
  }

  /** Tells whether nothing that had to be the same differs. */
  public boolean agrees() {
    return agreements.stream().allMatch(Agreement::holds);
  }

  private static String verdict(RoundRecord round) {
    return round.passed() ? round.verdict() : round.verdict() + ": " + brief(round.message());
  }

  private Agreement prompts() {
    List<RecordedCall> before = RecordedCall.of(recorded.folder());
    List<RecordedCall> after = RecordedCall.of(again.folder());
    if (before.isEmpty()) {
      return Agreement.not("prompts", "no language model was asked");
    }
    List<String> differences = new ArrayList<>();
    int of = Math.min(before.size(), after.size());
    for (int i = 0; i < of; i++) {
      if (!before.get(i).digest().equals(after.get(i).digest())) {
        differences.add(difference(before.get(i), after.get(i)));
      }
    }
    String unused =
        before.size() == of ? "" : (before.size() - of) + " replies were not asked for again";
    return new Agreement("prompts", of - differences.size(), of, differences, unused, false);
  }

  private static String difference(RecordedCall before, RecordedCall after) {
    String call = "round " + before.round() + ", " + before.role();
    List<ChatMessage> then = before.entry().request();
    List<ChatMessage> now = after.entry().request();
    for (int i = 0; i < Math.min(then.size(), now.size()); i++) {
      List<String> old = then.get(i).text().lines().toList();
      List<String> fresh = now.get(i).text().lines().toList();
      for (int line = 0; line < Math.min(old.size(), fresh.size()); line++) {
        if (!old.get(line).equals(fresh.get(line))) {
          return String.format(
              "%s: '%s', recorded '%s'", call, brief(fresh.get(line)), brief(old.get(line)));
        }
      }
      if (old.size() != fresh.size()) {
        return call + ": " + fresh.size() + " lines, recorded " + old.size();
      }
    }
    return call + ": another conversation";
  }

  private static String brief(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private Agreement rounds(String what, Function<RoundRecord, String> of, boolean binding) {
    List<String> differences = new ArrayList<>();
    for (RoundRecord then : recorded.rounds()) {
      Optional<RoundRecord> now = again(then.number());
      String was = of.apply(then);
      String is = now.map(of).orElse("no such round");
      if (!is.equals(was)) {
        differences.add("round " + then.number() + ": " + is + ", recorded " + was);
      }
    }
    int all = recorded.rounds().size();
    return new Agreement(what, all - differences.size(), all, differences, "", binding);
  }

  private Optional<RoundRecord> again(int number) {
    return again.rounds().stream().filter(round -> round.number() == number).findFirst();
  }

  private Agreement times() {
    Optional<String> other =
        TOOLS.stream()
            .filter(tool -> !version(recorded, tool).equals(version(again, tool)))
            .findFirst();
    if (other.isPresent()) {
      return Agreement.not(
          "times",
          String.format(
              "not compared: %s is %s here, recorded with %s",
              other.get(), version(again, other.get()), version(recorded, other.get())));
    }
    boolean modelled = recorded.baseline().filter(BaselineRecord::modelled).isPresent();
    Agreement all = rounds("times", modelled ? Replay::exact : Replay::rounded, modelled);
    return modelled
        ? all
        : new Agreement(
            "times", all.same(), all.of(), all.differences(), "measured: they vary", false);
  }

  private static String version(RunRecord run, String tool) {
    return run.settings().versions().getOrDefault(tool, "unknown");
  }

  private static String exact(RoundRecord round) {
    return round.time().map(time -> time.micros() + " us").orElse("none");
  }

  private static String rounded(RoundRecord round) {
    return round
        .time()
        .map(time -> String.format(Locale.ROOT, "%.1f us", time.micros()))
        .orElse("none");
  }

  private Agreement best() {
    String then = recorded.best().map(round -> "round " + round.number()).orElse("none");
    String now = again.best().map(round -> "round " + round.number()).orElse("none");
    boolean modelled = recorded.baseline().filter(BaselineRecord::modelled).isPresent();
    return then.equals(now)
        ? new Agreement("best", 1, 1, List.of(), then + ", as recorded", modelled)
        : new Agreement("best", 0, 1, List.of(), now + ", recorded " + then, modelled);
  }

  /**
   * Returns {@code task, device, recorded, again, rounds, agreements[{what, same, of, differences,
   * note}], agrees}.
   */
  public ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("task", recorded.settings().task()).put("device", recorded.settings().device());
    node.put("recorded", recorded.folder().toString()).put("again", again.folder().toString());
    node.put("rounds", recorded.rounds().size());
    for (Agreement each : agreements) {
      ObjectNode row = node.withArray("agreements").addObject();
      row.put("what", each.what()).put("same", each.same()).put("of", each.of());
      each.differences().forEach(row.putArray("differences")::add);
      row.put("note", each.note());
    }
    return node.put("agrees", agrees());
  }
}

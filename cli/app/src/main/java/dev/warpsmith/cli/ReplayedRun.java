package dev.warpsmith.cli;

import static java.util.stream.Collectors.joining;

import dev.warpsmith.coder.llm.ModelName;
import dev.warpsmith.optimizer.RecordedCall;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunRecord;
import dev.warpsmith.optimizer.RunSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A recorded run, and the settings that make it again without its models. */
record ReplayedRun(RunRecord recorded) {
  /** Any prompt is answered with the recorded reply: what differs is said at the end. */
  private static final String ANY_PROMPT = "prompts=any";

  /** Reads a run that has at least one finished round. */
  static ReplayedRun of(Path folder) {
    RunRecord recorded = RunFolder.read(folder);
    if (recorded.rounds().isEmpty()) {
      throw CommandException.usage(
          folder + " has no finished round, so there is nothing to replay");
    }
    return new ReplayedRun(recorded);
  }

  /** Returns what reads the task. */
  String argument() {
    return NewRun.argument(recorded.folder(), recorded.settings());
  }

  /** Adds what the run was made with to settings: as many rounds as it has, no other limit. */
  Settings settings(Settings base) {
    RunSettings run = recorded.settings();
    TeamOptions.restore(base, run.options());
    set(base, Setting.DEVICE, run.device());
    set(base, Setting.SEED, Long.toString(run.seed()));
    set(base, Setting.MIN_GAIN, Double.toString(run.minGain()));
    set(base, Setting.ROUNDS, Integer.toString(recorded.rounds().size()));
    for (Setting limit :
        new Setting[] {
          Setting.MINUTES,
          Setting.MAX_USD,
          Setting.MAX_TOKENS,
          Setting.TARGET_SPEEDUP,
          Setting.PLATEAU,
          Setting.STOP_AT_LIGHT,
          Setting.PRICES
        }) {
      set(base, limit, "none");
    }
    set(base, Setting.MEMORY, "none");
    set(base, Setting.METRICS, KeptMetrics.file(recorded.folder()));
    base.with(Setting.START, ModelTeam.start(base, run.budget().rounds()));
    role(base, Setting.CODER, Setting.CODER_OPTIONS, run.coder());
    role(base, Setting.JUDGE, Setting.JUDGE_OPTIONS, run.judge());
    set(base, Setting.PARALLEL, "1");
    return base;
  }

  private void role(Settings base, Setting who, Setting how, String name) {
    List<String> names = Seat.names(name);
    set(base, who, names.stream().map(this::replayed).collect(joining(Seat.SEPARATOR)));
    if (names.stream().anyMatch(ModelName::isOne)) {
      set(base, how, ANY_PROMPT);
    }
  }

  private String replayed(String name) {
    boolean answered = !RecordedCall.of(recorded.folder()).isEmpty();
    return !ModelName.isOne(name) ? name : answered ? "replay:" + recorded.folder() : "expert";
  }

  private static void set(Settings settings, Setting setting, String text) {
    settings.with(setting, Optional.of(text));
  }
}

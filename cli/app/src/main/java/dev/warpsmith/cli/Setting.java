package dev.warpsmith.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be set by a flag, a variable or a settings file. */
enum Setting {
  DEVICE("device", "auto", "where candidates run"),
  CODER("coder", "expert", "who writes candidates"),
  JUDGE("judge", "expert", "who says what to change"),
  ROUNDS("rounds", "10", "rounds that a run may take"),
  MINUTES("minutes", "none", "minutes that a run may take"),
  MAX_USD("maxUsd", "none", "USD that calls of language models may cost"),
  MAX_TOKENS("maxTokens", "none", "tokens that calls of language models may take"),
  TARGET_SPEEDUP("targetSpeedup", "none", "speedup that is enough"),
  PLATEAU("plateau", "none", "rounds without a faster candidate that are enough"),
  STOP_AT_LIGHT("stopAtLight", "0.95", "fraction of the speed of light that is enough"),
  CODER_OPTIONS("coderOptions", "none", "how the Coder's model is asked"),
  JUDGE_OPTIONS("judgeOptions", "none", "how the Judge's model is asked"),
  PARALLEL("parallel", "4", "models asked at once, where a strategy asks for several candidates"),
  EXTRA_ROUNDS("extraRounds", "0", "rounds that may follow the others while the trend pays"),
  START("start", "draft", "who begins: draft, or expert for its best kernel"),
  STRATEGY("strategy", "chain", "how candidates follow on each other"),
  FEEDBACK("feedback", "full", "what the Judge speaks of"),
  JUDGE_METRICS("judgeMetrics", "key", "metrics that a model as Judge sees: key or all"),
  PRICES("prices", "none", "file of models' prices"),
  MEMORY("memory", "none", "folder of earlier runs that models are told of"),
  MIN_GAIN("minGain", "1.0", "factor by which a candidate must beat the best one"),
  SEED("seed", "1", "seed of inputs, schedules and random moves"),
  METRICS("metrics", "all", "file of the metrics to show, from 'metrics select'"),
  RUNS("runs", "runs", "folder of the runs' folders"),
  LOCK_CLOCKS("lockClocks", "none", "SM clock in MHz to lock a GPU at while it is measured"),
  PYTHON("python", "none", "Python with PyTorch: a second oracle, and on a GPU a baseline"),
  NCU("ncu", "auto", "Nsight Compute, which reads a GPU's counters: auto, none or its path"),
  NCU_SECONDS("ncuSeconds", "120", "seconds that ncu may take for one candidate"),
  COMPUTE_SANITIZER(
      "computeSanitizer",
      "auto",
      "compute-sanitizer, which checks the best candidates on a GPU: auto, none or its path");

  private final String key;
  private final String initial;
  private final String meaning;

  Setting(String key, String initial, String meaning) {
    this.key = key;
    this.initial = initial;
    this.meaning = meaning;
  }

  /** Returns the name in a settings file. */
  String key() {
    return key;
  }

  /** Returns the value where nobody set one. */
  String initial() {
    return initial;
  }

  /** Returns what it is, in a few words. */
  String meaning() {
    return meaning;
  }

  /** Returns the variable, such as {@code WARPSMITH_MIN_GAIN}. */
  String variable() {
    return "WARPSMITH_" + name();
  }

  /** Returns the flag, such as {@code --min-gain}. */
  String flag() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }
}

package dev.warpsmith.cli;

/** What the process tells its caller. */
enum ExitCode {
  DONE(0, "done"),
  FAILED(1, "the candidate failed, or a gate tripped"),
  USAGE(2, "wrong usage"),
  ENVIRONMENT(3, "something is missing in the environment"),
  NOTHING_CORRECT(4, "the budget was spent before any correct candidate"),
  INTERRUPTED(130, "interrupted, with the state saved");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }
}

package dev.warpsmith.cli;

/** Shows on standard error, if that is a terminal, how many of several things are done. */
final class CountLine {
  private final Terminal terminal;
  private final int all;
  private int done;

  CountLine(Terminal terminal, int all) {
    this.terminal = terminal;
    this.all = all;
    show("");
  }

  /** Counts one. */
  synchronized void finished(String name) {
    done++;
    show(", last " + name);
  }

  private void show(String last) {
    if (terminal.errIsTerminal()) {
      terminal.err().print("\r\u001b[K  " + done + " of " + all + " done" + last + " …");
      terminal.err().flush();
    }
  }

  /** Takes the line back. */
  synchronized void clear() {
    if (terminal.errIsTerminal()) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }
}

package dev.warpsmith.cli;

import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.kernelbench.evaluation.GateEvent;

/** Shows on standard error, if that is a terminal, which gate is at work. */
final class GateLine implements EvaluationObserver {
  private final Terminal terminal;

  GateLine(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void observe(GateEvent event) {
    if (terminal.errIsTerminal()) {
      event.match(
          started -> {
            terminal.err().print("\r\u001b[K  " + RoundPrinter.doing(started.gate()) + " …");
            terminal.err().flush();
            return started;
          },
          finished -> finished);
    }
  }

  /** Takes the line back. */
  void clear() {
    if (terminal.errIsTerminal()) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }
}

package dev.warpsmith.optimizer;

/** Renders a run as one self-contained page. */
public final class HtmlReport {
  private HtmlReport() {}

  public static String render(RunRecord run) {
    return "";
  }
}

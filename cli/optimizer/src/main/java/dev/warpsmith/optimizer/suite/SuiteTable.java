package dev.warpsmith.optimizer.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The field's table against one baseline.
 *
 * @param lines a line for each group, and one of all if there are several groups
 */
public record SuiteTable(String baseline, List<Line> lines) {
  /** The name of the line that sums up every group. */
  public static final String ALL = "all";

  /** The heads of the columns. */
  public static final List<String> HEAD =
      List.of(
          "group",
          "tasks",
          "correct",
          "median",
          "75 %",
          "mean",
          "geo. mean",
          "fast_1",
          "fast_1.5",
          "fast_2",
          "minutes",
          "USD");

  public SuiteTable {
    lines = List.copyOf(lines);
  }

  /** A group's sums. */
  public record Line(String group, SuiteScore score) {
    /** Returns the cells, as many as there are heads. */
    public List<String> cells() {
      return List.of(
          group,
          Integer.toString(score.tasks()),
          part(score.correct()),
          factor(SuiteScore.Speedups::median),
          factor(SuiteScore.Speedups::percentile75),
          factor(SuiteScore.Speedups::mean),
          factor(SuiteScore.Speedups::geometric),
          part(score.fast1()),
          part(score.fast15()),
          part(score.fast2()),
          String.format(Locale.ROOT, "%.1f", score.seconds() / 60),
          String.format(Locale.ROOT, "%.2f", score.usd()));
    }

    private String part(int count) {
      return score.tasks() == 0
          ? "-"
          : String.format(Locale.ROOT, "%.0f %%", 100 * score.part(count));
    }

    private String factor(ToDoubleFunction<SuiteScore.Speedups> part) {
      return score.speedups().map(all -> speedup(part.applyAsDouble(all))).orElse("-");
    }
  }

  static SuiteTable of(List<SuiteRow> rows, String baseline) {
    List<String> groups = rows.stream().map(row -> row.task().group()).distinct().toList();
    List<Line> lines = new ArrayList<>();
    for (String group : groups) {
      lines.add(
          new Line(
              group,
              SuiteScore.of(
                  rows.stream().filter(row -> row.task().group().equals(group)).toList(),
                  baseline)));
    }
    if (groups.size() > 1) {
      lines.add(new Line(ALL, SuiteScore.of(rows, baseline)));
    }
    return new SuiteTable(baseline, lines);
  }

  /** Returns what stands above the table. */
  public String title(boolean modelled) {
    return "against "
        + baseline
        + " ("
        + Baselines.meaning(baseline)
        + "), "
        + (modelled ? "modelled times" : "measured times");
  }

  /** Returns the table with columns of equal width, head first. */
  public List<String> text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    lines.forEach(line -> rows.add(line.cells()));
    List<String> text = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(cells -> cells.get(at).length()).max().orElse(0);
        String format = column == 0 ? "%-" + width + "s" : "  %" + width + "s";
        line.append(String.format(Locale.ROOT, format, row.get(column)));
      }
      text.add(line.toString());
    }
    return text;
  }

  /** Returns {@code 1.23x}, or a dash where there is none. */
  public static String speedup(OptionalDouble value) {
    return value.isPresent() ? speedup(value.getAsDouble()) : "-";
  }

  private static String speedup(double value) {
    return String.format(Locale.ROOT, "%.2fx", value);
  }
}

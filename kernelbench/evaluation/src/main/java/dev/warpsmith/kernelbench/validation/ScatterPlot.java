package dev.warpsmith.kernelbench.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Draws modelled against measured times as a stand-alone SVG: both axes logarithmic, the diagonal
 * is a perfect model, the dashed lines are twice and half of it.
 */
public final class ScatterPlot {
  private static final double SIZE = 520;
  private static final double LEFT = 64;
  private static final double BOTTOM = 48;
  private static final double TOP = 28;
  private static final double LEGEND = 170;
  private static final List<String> COLOURS =
      List.of(
          "#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#7f7f7f");

  private final Validation validation;
  private final List<ModelledRow> rows;
  private final List<String> families;
  private final double low;
  private final double high;

  private ScatterPlot(Validation validation) {
    this.validation = validation;
    this.rows = validation.counted();
    this.families = List.copyOf(validation.families().keySet());
    List<Double> times = new ArrayList<>();
    rows.forEach(row -> times.addAll(List.of(row.row().micros(), row.micros().orElseThrow())));
    this.low = Math.floor(Math.log10(times.stream().min(Double::compare).orElse(1.0)));
    this.high =
        Math.max(low + 1, Math.ceil(Math.log10(times.stream().max(Double::compare).orElse(10.0))));
  }

  /** Returns the SVG text. */
  public static String svg(Validation validation) {
    return new ScatterPlot(validation).text();
  }

  private String text() {
    double width = LEFT + SIZE + LEGEND;
    double height = TOP + SIZE + BOTTOM;
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
                + " height=\"%.0f\" font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
            width,
            height,
            width,
            height)
        + label(LEFT, 18, "start", validation.set().name() + ", model " + validation.model())
        + grid()
        + diagonal(1, "")
        + diagonal(2, " stroke-dasharray=\"4 4\"")
        + diagonal(0.5, " stroke-dasharray=\"4 4\"")
        + rows.stream().map(this::point).collect(Collectors.joining())
        + legend()
        + label(LEFT + SIZE / 2, height - 10, "middle", "measured, us")
        + String.format(
            Locale.ROOT,
            "<text transform=\"translate(16 %.1f) rotate(-90)\" text-anchor=\"middle\">modelled,"
                + " us</text>%n",
            TOP + SIZE / 2)
        + "</svg>\n";
  }

  private String grid() {
    StringBuilder svg = new StringBuilder();
    for (double power = low; power <= high; power++) {
      double micros = Math.pow(10, power);
      String number =
          power < 0 ? String.valueOf(micros) : String.format(Locale.ROOT, "%,.0f", micros);
      svg.append(line(x(micros), TOP, x(micros), TOP + SIZE, "#dddddd", ""))
          .append(line(LEFT, y(micros), LEFT + SIZE, y(micros), "#dddddd", ""))
          .append(label(x(micros), TOP + SIZE + 18, "middle", number))
          .append(label(LEFT - 6, y(micros) + 4, "end", number));
    }
    return svg.toString();
  }

  private String diagonal(double factor, String style) {
    double from = Math.pow(10, low);
    double to = Math.pow(10, high);
    double start = factor < 1 ? from / factor : from;
    double end = factor > 1 ? to / factor : to;
    return line(x(start), y(start * factor), x(end), y(end * factor), "#888888", style);
  }

  private String point(ModelledRow row) {
    return String.format(
        Locale.ROOT,
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\" fill-opacity=\"0.75\"><title>%s:"
            + " measured %.1f us, modelled %.1f us</title></circle>%n",
        x(row.row().micros()),
        y(row.micros().orElseThrow()),
        colour(row.row().family()),
        escaped(row.row().toString()),
        row.row().micros(),
        row.micros().orElseThrow());
  }

  private String legend() {
    StringBuilder svg = new StringBuilder();
    for (int i = 0; i < families.size(); i++) {
      double y = TOP + 14 + 20 * i;
      svg.append(
              String.format(
                  Locale.ROOT,
                  "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n",
                  LEFT + SIZE + 20,
                  y - 4,
                  colour(families.get(i))))
          .append(label(LEFT + SIZE + 32, y, "start", families.get(i)));
    }
    return svg.toString();
  }

  private String colour(String family) {
    return COLOURS.get(Math.max(0, families.indexOf(family)) % COLOURS.size());
  }

  private double x(double micros) {
    return LEFT + SIZE * (Math.log10(micros) - low) / (high - low);
  }

  private double y(double micros) {
    return TOP + SIZE * (1 - (Math.log10(micros) - low) / (high - low));
  }

  private static String line(
      double x1, double y1, double x2, double y2, String colour, String style) {
    return String.format(
        Locale.ROOT,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
        x1,
        y1,
        x2,
        y2,
        colour,
        style);
  }

  private static String label(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        x,
        y,
        anchor,
        escaped(text));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

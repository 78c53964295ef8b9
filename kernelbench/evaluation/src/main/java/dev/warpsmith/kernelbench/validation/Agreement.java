package dev.warpsmith.kernelbench.validation;

import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * How modelled times agree with measured ones.
 *
 * @param rows compared
 * @param spearman rank correlation from -1 to 1; empty with fewer than 3 rows, or if all are equal
 * @param kendall τ-b from -1 to 1; empty likewise
 * @param medianError of |modelled / measured - 1|
 * @param meanError of the same
 * @param worstError of the same
 * @param meanRatio geometric mean of modelled / measured: below 1 the model is too fast
 */
public record Agreement(
    int rows,
    OptionalDouble spearman,
    OptionalDouble kendall,
    double medianError,
    double meanError,
    double worstError,
    double meanRatio) {

  private static final int FEWEST_RANKED = 3;

  /**
   * Compares rows.
   *
   * @throws IllegalArgumentException if there is none, or one that does not count
   */
  public static Agreement of(List<ModelledRow> rows) {
    if (rows.isEmpty() || !rows.stream().allMatch(ModelledRow::counts)) {
      throw new IllegalArgumentException(rows + ": at least one row, all counting, expected");
    }
    double[] measured = rows.stream().mapToDouble(row -> row.row().micros()).toArray();
    double[] modelled = rows.stream().mapToDouble(row -> row.micros().orElseThrow()).toArray();
    double[] errors = rows.stream().mapToDouble(ModelledRow::error).toArray();
    boolean ranked = rows.size() >= FEWEST_RANKED;
    return new Agreement(
        rows.size(),
        ranked ? number(new SpearmansCorrelation().correlation(measured, modelled)) : none(),
        ranked ? number(new KendallsCorrelation().correlation(measured, modelled)) : none(),
        new Median().evaluate(errors),
        rows.stream().mapToDouble(ModelledRow::error).average().orElseThrow(),
        rows.stream().mapToDouble(ModelledRow::error).max().orElseThrow(),
        Math.exp(rows.stream().mapToDouble(row -> Math.log(row.ratio())).average().orElseThrow()));
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }

  private static OptionalDouble number(double value) {
    return Double.isNaN(value) ? none() : OptionalDouble.of(value);
  }
}

package dev.warpsmith.kernelbench.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final Task KERNEL = BuiltInTasks.find("vector_add").orElseThrow();

  @Test
  void errorsAreFractionsOfTheMeasuredTime() {
    Agreement agreement = Agreement.of(rows(100, 50, 100, 110, 100, 220));

    assertThat(agreement.medianError()).isCloseTo(0.5, within(1e-12));
    assertThat(agreement.meanError()).isCloseTo((0.5 + 0.1 + 1.2) / 3, within(1e-12));
    assertThat(agreement.worstError()).isCloseTo(1.2, within(1e-12));
    assertThat(agreement.meanRatio()).isCloseTo(Math.cbrt(0.5 * 1.1 * 2.2), within(1e-12));
  }

  @Test
  void ranksDoNotCareForScale() {
    Agreement same = Agreement.of(rows(1, 1000, 2, 2000, 3, 2001, 4, 9000));
    assertThat(same.spearman()).hasValue(1);
    assertThat(same.kendall()).hasValue(1);

    Agreement swapped = Agreement.of(rows(1, 10, 2, 20, 3, 40, 4, 30));
    assertThat(swapped.spearman().orElseThrow()).isCloseTo(0.8, within(1e-12));
    assertThat(swapped.kendall().orElseThrow()).isCloseTo(4.0 / 6, within(1e-12));

    Agreement reversed = Agreement.of(rows(1, 3, 2, 2, 3, 1));
    assertThat(reversed.kendall()).hasValue(-1);
  }

  @Test
  void tooFewOrEqualRowsHaveNoRank() {
    assertThat(Agreement.of(rows(1, 1, 2, 2)).spearman()).isEmpty();
    assertThat(Agreement.of(rows(1, 5, 1, 6, 1, 7)).spearman()).isEmpty();
  }

  @Test
  void rowsThatDoNotCountAreRefused() {
    ModelledRow left = new ModelledRow(measured(1), Optional.of(1.0), Optional.empty(), "noisy");
    assertThatThrownBy(() -> Agreement.of(List.of(left)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Agreement.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noisyAndShortRowsAreLeftOut() {
    MeasurementSet set =
        new MeasurementSet(
            "s",
            "h100",
            LaunchOptions.Caches.COLD,
            "source",
            "protocol",
            10,
            "gaps",
            0.2,
            List.of(measured(11)));
    assertThat(set.leftOut(measured(10))).hasValue("at the floor");
    assertThat(set.leftOut(new MeasuredRow(KERNEL, "f", KERNEL.dims(), 100, 21))).hasValue("noisy");
    assertThat(set.leftOut(new MeasuredRow(KERNEL, "f", KERNEL.dims(), 100, 20))).isEmpty();
  }

  private static List<ModelledRow> rows(double... measuredAndModelled) {
    List<ModelledRow> rows = new ArrayList<>();
    for (int i = 0; i < measuredAndModelled.length; i += 2) {
      rows.add(
          new ModelledRow(
              measured(measuredAndModelled[i]),
              Optional.of(measuredAndModelled[i + 1]),
              Optional.empty(),
              ""));
    }
    return rows;
  }

  private static MeasuredRow measured(double micros) {
    return new MeasuredRow(KERNEL, "f", KERNEL.dims(), micros, 0);
  }
}

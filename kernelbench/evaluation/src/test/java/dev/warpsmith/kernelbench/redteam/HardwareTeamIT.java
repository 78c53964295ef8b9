package dev.warpsmith.kernelbench.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.evaluation.EvaluationSettings;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.redteam.HardwareOutcome.Sight;
import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.kernels.device.Gpus;
import dev.warpsmith.kernels.emulator.EmulatedDevice;
import dev.warpsmith.kernels.nvcc.NvccCompiler;
import dev.warpsmith.kernels.nvcc.ToolchainException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The red team on devices that look away, as hardware does. */
class HardwareTeamIT {
  private static final GpuSpec GPU = Gpus.find("h200");
  private static final Corpus CORPUS = Corpus.read();

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  @BeforeAll
  static void needsNvcc() {
    Optional<String> missing = Optional.empty();
    try {
      NvccCompiler.standard();
    } catch (ToolchainException e) {
      missing = Optional.of(String.valueOf(e.getMessage()));
    }
    Assumptions.assumeTrue(missing.isEmpty(), missing.orElse(""));
  }

  private Device gpu() {
    opened.incrementAndGet();
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    return new BlindDevice(new EmulatedDevice(GPU, 1), open::decrementAndGet);
  }

  private List<HardwareOutcome> run(List<Supplier<Device>> gpus, String... files) {
    List<Specimen> chosen = new ArrayList<>();
    for (String file : files) {
      chosen.addAll(CORPUS.matching(file));
    }
    return new HardwareTeam(
            CORPUS,
            gpus,
            () -> new EmulatedDevice(GPU, 1),
            NvccCompiler.standard()::compile,
            EvaluationSettings.of(1))
        .run(chosen, 2, () -> true, outcome -> {});
  }

  @Test
  void refusesWhatHardwareAloneDoesNotSee() {
    List<HardwareOutcome> outcomes =
        run(
            List.of(this::gpu),
            "vector_add/looks_for_poison",
            "vector_add/passthrough",
            "vector_add/grid_stride",
            "vector_add/no_plan");

    assertThat(outcomes).allMatch(HardwareOutcome::asExpected);
    assertThat(outcomes)
        .extracting(HardwareOutcome::sight)
        .containsExactly(Sight.UNSEEN, Sight.REFUSED, Sight.PASSED, Sight.REFUSED);
    HardwareOutcome unseen = outcomes.get(0);
    assertThat(unseen.judged().verdict()).contains(Verdict.SANITIZER_FAILED);
    assertThat(unseen.alone().verdict()).contains(Verdict.PASSED);
    assertThat(mostOpen).as("one device at a time").hasValue(1);
    assertThat(open).as("all closed").hasValue(0);
  }

  /** On an H200 these passed, until the emulated GPU was asked for more than to sanitize them. */
  @Test
  void refusesWhatAWarpInStepAndWhatEarlierRunsLeftHide() {
    List<HardwareOutcome> outcomes =
        run(
            List.of(this::gpu),
            "row_sum/volatile_warp",
            "row_sum/ticket_counts_on",
            "vector_add/drift_after_a_million",
            "row_sum/atomic_parts",
            "vector_add/counts_its_launches");

    assertThat(outcomes).allMatch(HardwareOutcome::asExpected);
    assertThat(outcomes)
        .extracting(HardwareOutcome::sight)
        .containsExactly(Sight.UNSEEN, Sight.UNSEEN, Sight.UNSEEN, Sight.PASSED, Sight.PASSED);
    assertThat(outcomes.subList(0, 3))
        .extracting(one -> one.judged().verdict())
        .containsOnly(Optional.of(Verdict.NOT_DETERMINISTIC));
  }

  @Test
  void saysWhatHardwareWronglyPasses() {
    // The emulated GPU lets a misaligned access be where it does not sanitize; a real one does not.
    HardwareOutcome outcome = run(List.of(this::gpu), "vector_add/misaligned_vectors").get(0);

    assertThat(outcome.sight()).isEqualTo(Sight.WRONGLY_PASSED);
    assertThat(outcome.judged().asExpected()).as("the sanitizer has refused it").isTrue();
    assertThat(outcome.asExpected()).isFalse();
    assertThat(outcome.difference())
        .isEqualTo("on hardware alone expected SanitizerFailed, got Passed: every gate passed");
  }

  @Test
  void goesOnWithAFreshDeviceAfterOneIsLost() {
    Supplier<Device> gpu =
        () -> {
          Device device = gpu();
          if (opened.get() == 1) {
            device.close();
            throw new DeviceException("the GPU has fallen off the bus");
          }
          return device;
        };

    List<HardwareOutcome> outcomes = run(List.of(gpu), "vector_add/passthrough", "vector_add/tail");

    assertThat(outcomes).extracting(HardwareOutcome::sight).containsOnlyOnce(Sight.FAILED);
    assertThat(outcomes).filteredOn(HardwareOutcome::asExpected).hasSize(1);
    assertThat(outcomes)
        .filteredOn(one -> one.sight() == Sight.FAILED)
        .allMatch(one -> one.difference().contains("fallen off the bus"));
  }

  @Test
  void spreadsOverGpusAndKeepsTheOrder() {
    List<HardwareOutcome> outcomes =
        run(List.of(this::gpu, this::gpu), "vector_add/passthrough", "vector_add/tail_skipped");

    assertThat(outcomes)
        .extracting(one -> one.specimen().file())
        .containsExactly("vector_add/passthrough.cu", "vector_add/tail_skipped.cu");
    assertThat(mostOpen.get()).isLessThanOrEqualTo(2);
    assertThat(open).hasValue(0);
  }
}

package dev.warpsmith.kernels.jcuda.smi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.device.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks, read and locked with a script in the tool's place. */
class NvidiaSmiTest {
  @TempDir Path folder;

  /** Returns a tool that runs a script and logs its arguments. */
  private NvidiaSmi smi(String script) throws IOException {
    Path file = folder.resolve("nvidia-smi");
    Files.writeString(
        file, "#!/bin/sh\necho \"$*\" >> '" + folder.resolve("log") + "'\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return new NvidiaSmi(file.toString(), "GPU-1");
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(folder.resolve("log"));
  }

  private static List<String> facts(ClockWatch watch, OptionalInt locked)
      throws InterruptedException {
    for (int i = 0; i < 500 && watch.facts(locked).isEmpty(); i++) {
      Thread.sleep(10);
    }
    return watch.facts(locked);
  }

  @Test
  void namesAGpuAsTheToolDoes() {
    assertThat(NvidiaSmi.of("6a1f0c3bd2e84f5a9b7c001122334455").gpu())
        .isEqualTo("GPU-6a1f0c3b-d2e8-4f5a-9b7c-001122334455");
    assertThat(NvidiaSmi.of("odd").gpu()).isEqualTo("odd");
  }

  @Test
  void readsALineAndWhatHoldsTheClockDown() {
    assertThat(ClockReading.parse("1980, 3201, 43, 310.52, 0x0000000000000000"))
        .hasValue(new ClockReading(1980, 3201, 43, 310.52, 0));
    assertThat(ClockReading.parse("1410, 3201, 80, 700.1, 0x0000000000000044"))
        .hasValueSatisfying(
            reading ->
                assertThat(reading.throttles())
                    .containsExactly("software power cap", "hardware thermal slowdown"));
    assertThat(ClockReading.parse("345, 1593, 30, 60.0, 0x0000000000000001"))
        .as("a GPU that idles is not throttled")
        .hasValueSatisfying(reading -> assertThat(reading.throttles()).isEmpty());
    assertThat(ClockReading.parse("Field \"x\" is not a valid field to query.")).isEmpty();
    assertThat(ClockReading.parse("1980, [N/A], 43, 310.52, 0x0")).isEmpty();
  }

  @Test
  void saysWhatTheClocksDidMeanwhile() throws IOException, InterruptedException {
    NvidiaSmi smi =
        smi("printf '1965, 3201, 41, 300.0, 0x0\\n1980, 3201, 43, 310.9, 0x4\\n'; exec sleep 60");
    try (ClockWatch watch = ClockWatch.start(smi)) {
      for (int i = 0; i < 500 && !facts(watch, OptionalInt.empty()).get(0).contains("(2"); i++) {
        Thread.sleep(10);
      }
      assertThat(watch.facts(OptionalInt.of(1500)))
          .containsExactly(
              "clocks: SM 1965 to 1980 MHz, memory 3201 MHz, 41 to 43 C, up to 311 W (2 readings);"
                  + " throttled: software power cap",
              "the SM clock was locked at 1500 MHz and ran at 1980");
      assertThat(watch.facts(OptionalInt.of(1950))).hasSize(1);
    }
    assertThat(log().get(0)).contains("-i GPU-1 --query-gpu=clocks.sm,", "-lms 200");
  }

  @Test
  void readsOldDriversToo() throws IOException, InterruptedException {
    NvidiaSmi smi =
        smi(
            "case \"$*\" in *event_reasons*) echo 'Field is not a valid field'; exit 2;; esac\n"
                + "echo '1500, 900, 40, 100.0, 0x0'; exec sleep 60");
    try (ClockWatch watch = ClockWatch.start(smi)) {
      assertThat(facts(watch, OptionalInt.of(1500)))
          .containsExactly(
              "clocks: SM 1500 MHz, memory 900 MHz, 40 C, up to 100 W (1 readings); not throttled");
    }
  }

  @Test
  void measuresWithoutTheTool() {
    try (ClockWatch watch = ClockWatch.start(new NvidiaSmi("/no/nvidia-smi", "GPU-1"))) {
      assertThat(watch.facts(OptionalInt.empty())).isEmpty();
    }
  }

  @Test
  void locksAndRestores() throws IOException {
    try (ClockLock lock = ClockLock.lock(smi("exit 0"), 1500)) {
      assertThat(lock).isNotNull();
      assertThat(log()).containsExactly("-i GPU-1 -lgc 1500,1500");
    }
    assertThat(log()).containsExactly("-i GPU-1 -lgc 1500,1500", "-i GPU-1 -rgc");
  }

  @Test
  void saysWhatToDoWhereLockingIsNotAllowed() throws IOException {
    NvidiaSmi smi = smi("echo 'Insufficient Permissions'; exit 4");

    assertThatThrownBy(() -> ClockLock.lock(smi, 1500))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("cannot be locked at 1500 MHz: Insufficient Permissions")
        .hasMessageContaining("leave out --lock-clocks");
    assertThat(log()).last().isEqualTo("-i GPU-1 -rgc");
    assertThatThrownBy(() -> ClockLock.lock(new NvidiaSmi("/no/nvidia-smi", "GPU-1"), 1500))
        .hasMessageContaining("is nvidia-smi on PATH?");
  }
}

package dev.warpsmith.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.optimizer.Prover;
import dev.warpsmith.optimizer.verify.ProofBench;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * This machine's device and compiler, opened anew for each proof.
 *
 * @param settings name the device
 */
record Workbench(Settings settings, Task task) implements ProofBench {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Override
  public String device() {
    return Devices.installed().choose(settings.text(Setting.DEVICE)).id();
  }

  @Override
  public JsonNode gpu() {
    try (Wiring wiring = Wiring.open(settings, task)) {
      return MAPPER.readTree(MAPPER.writeValueAsString(wiring.device().spec()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a GPU's data can be written", e);
    }
  }

  @Override
  public Map<String, String> versions() {
    try (Wiring wiring = Wiring.open(settings, task)) {
      return wiring.versions();
    }
  }

  @Override
  public <T> T with(long seed, Function<Prover, T> work) {
    settings.with(Setting.SEED, Optional.of(Long.toString(seed)));
    try (Wiring wiring = Wiring.open(settings, task)) {
      return work.apply(wiring.prover());
    }
  }
}

package dev.warpsmith.optimizer.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warpsmith.optimizer.Prover;
import java.util.Map;
import java.util.function.Function;

/** What this machine proves a claim with. */
public interface ProofBench {
  /** Returns the device's id, such as {@code emulated:h200}. */
  String device();

  /** Returns the data of the device's GPU, as JSON read from its text, as a claim's is. */
  JsonNode gpu();

  /** Returns the versions of Warpsmith, the compiler, the device and the model. */
  Map<String, String> versions();

  /** Does some work with a prover whose inputs are drawn from a seed. */
  <T> T with(long seed, Function<Prover, T> work);
}

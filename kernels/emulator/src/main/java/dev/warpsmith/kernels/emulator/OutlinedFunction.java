package dev.warpsmith.kernels.emulator;

import java.util.List;

/**
 * A function whose code exists once in a kernel and is called.
 *
 * @param label where its code starts
 * @param parameters places in its frame
 * @param results places in its frame
 * @param frameBytes size of its frame
 */
record OutlinedFunction(
    String name, String label, List<Place> parameters, List<Place> results, int frameBytes) {

  /** A variable in a frame. */
  record Place(int offset, int bytes) {}

  OutlinedFunction {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }
}

package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.reference.ElementSource;
import dev.warpsmith.kernelbench.reference.OracleCase;
import dev.warpsmith.kernels.TensorSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes an oracle's requests, whose tensors are files, and reads its results.
 *
 * @param graph names the inputs and outputs, with their shapes
 * @param folder of the files
 */
record OracleFiles(OpGraph graph, Path folder) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Writes the inputs of a case.
   *
   * @param number of the case, which is part of its files' names
   * @return names the files of its inputs and outputs
   */
  ObjectNode request(OracleCase inputs, int number) {
    ObjectNode json = MAPPER.createObjectNode();
    ObjectNode tensors = json.putObject("inputs");
    for (TensorSpec input : graph.inputs()) {
      ElementSource source = inputs.inputs().get(input.name());
      if (source != null) {
        Path file = file(number, "in", input.name());
        TensorFile.write(file, source, input.elements(inputs.size()));
        ObjectNode tensor = tensors.putObject(input.name()).put("file", file.toString());
        for (long length : input.shape(inputs.size())) {
          tensor.withArray("shape").add(length);
        }
        tensor.withArray("shape");
      }
    }
    ObjectNode outputs = json.putObject("outputs");
    for (String output : graph.outputs()) {
      outputs.put(output, file(number, "out", output).toString());
    }
    return json;
  }

  /** Reads the outputs of a case. */
  Map<String, double[]> results(OracleCase inputs, int number) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (String output : graph.outputs()) {
      long elements = graph.spec(output).elements(inputs.size());
      values.put(output, TensorFile.read(file(number, "out", output), elements));
    }
    return values;
  }

  private Path file(int number, String kind, String name) {
    return folder.resolve(number + "-" + kind + "-" + name + ".f64");
  }
}

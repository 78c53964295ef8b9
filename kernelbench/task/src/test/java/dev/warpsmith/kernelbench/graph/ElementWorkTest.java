package dev.warpsmith.kernelbench.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one element takes with all it depends on, each of it computed once. */
class ElementWorkTest {
  private static final Bindings SIZE = Bindings.of(Map.of("n", 8L, "k", 16L, "h", 4L, "t", 5L));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x: f32[n, k]                     | y = add(x, 1)                       | 1",
        "x: f32[n, k]; w: f32[k, k]       | y = matmul(x, w)                    | 32",
        "x: f32[n, k]; w: f32[k, k]       | a = matmul(x, w); y = matmul(a, w)  | 16 * 32 + 32",
        "x: f32[n, k]; w: f32[k, k]       | a = matmul(x, w); y = sum(a, dim=0) | 8 * 32 + 8",
        "x: f32[n, k]; w: f32[k, k]       | a = matmul(x, w); b = transpose(a, 0, 1); y = sum(b, dim=0) | 16 * 32 + 16",
        "x: f32[n, k]; w: f32[k, 4 * h]   | a = matmul(x, w); b = reshape(a, shape=[n, h, 4]); y = sum(b, dim=2) | 16 * 32 + 4",
        "x: f32[n, 3, k]; w: f32[3, 3, 3] | a = conv1d(x, w); y = conv1d(a, w)  | 3 * 3 * 18 + 18",
        "x: f32[n, h, k]; w: f32[h, 1, 3] | a = conv1d(x, w, groups=h); y = conv1d(a, w, groups=h) | 3 * 6 + 6",
        "x: f32[n, 3, k]; w: f32[3, 3, 1] | a = conv1d(x, w); y = max_pool1d(a, kernel_size=2) | 2 * 6 + 2",
        "x: f32[n, k]; w: f32[k, k]       | a = matmul(x, w); b = select(a, dim=0, index=2); y = neg(b) | 32 + 1",
      })
  void countsWhatTheElementDependsOn(String inputs, String lines, String operations) {
    List<TensorSpec> specs =
        Stream.of(inputs.split(";")).map(String::strip).map(OpGraphParserTest::spec).toList();
    OpGraph graph = OpGraph.parse(specs, lines.split("; *"));
    assertThat(graph.elementOperations("y", SIZE)).isEqualTo(value(operations));
  }

  private static double value(String sum) {
    double total = 0;
    for (String term : sum.split("\\+")) {
      double product = 1;
      for (String factor : term.split("\\*")) {
        product *= Double.parseDouble(factor.strip());
      }
      total += product;
    }
    return total;
  }
}

package dev.warpsmith.kernelbench.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeRulesTest {
  private static OpGraph graph(String inputs, String line) {
    List<TensorSpec> specs =
        Stream.of(inputs.split(";")).map(String::strip).map(OpGraphParserTest::spec).toList();
    return OpGraph.parse(specs, line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: f32[n, d]; b: f32[d]             | y = add(a, b)                | y: f32[n, d]",
        "a: f32[n, 1]; b: f32[1, d]          | y = add(a, b)                | y: f32[n, d]",
        "a: f32[b, 1, d]; b: f32[n, 1]       | y = mul(a, b)                | y: f32[b, n, d]",
        "a: f32[2 * n]; b: f32[2 * n]        | y = add(a, b)                | y: f32[2 * n]",
        "a: f32[]; b: f32[n]                 | y = add(a, b)                | y: f32[n]",
        "a: f16[n]; b: f32[n]                | y = add(a, b)                | y: f32[n]",
        "a: f16[n]; b: bf16[n]               | y = add(a, b)                | y: f32[n]",
        "a: i32[n]; b: i64[n]                | y = add(a, b)                | y: i64[n]",
        "a: i32[n]                           | y = add(a, 1)                | y: i32[n]",
        "a: f32[n]; b: f32[n]                | y = gt(a, b)                 | y: bool[n]",
        "a: f32[n, d]                        | y = sum(a)                   | y: f32[]",
        "a: f32[n, d]                        | y = sum(a, dim=0)            | y: f32[d]",
        "a: f32[n, d]                        | y = sum(a, -1, keepdim=true) | y: f32[n, 1]",
        "a: f32[b, n, d]                     | y = max(a, dim=[0, -1])      | y: f32[n]",
        "a: bf16[b, n, d]                    | y = softmax(a, dim=-2)       | y: bf16[b, n, d]",
        "a: f32[m, k]; b: f32[k, n]          | y = matmul(a, b)             | y: f32[m, n]",
        "a: f32[m, k]; b: f32[n, k]          | y = linear(a, b)             | y: f32[m, n]",
        "a: f32[m, k]; b: f32[n, k]; c: f32[n] | y = linear(a, b, c)        | y: f32[m, n]",
        "a: f32[m, k]; b: f32[n, k] | y = matmul(a, b, transpose_b=true)    | y: f32[m, n]",
        "a: f32[k, m]; b: f32[k, n] | y = matmul(a, b, transpose_a=true)    | y: f32[m, n]",
        "a: f32[c, m, k]; b: f32[c, k, n] | y = bmm(a, b)                   | y: f32[c, m, n]",
        "a: f32[c, k, m]; b: f32[c, n, k] | y = matmul(a, b, transpose_a=true, transpose_b=true)    | y: f32[c, m, n]",
        "a: f32[c, m, k]; b: f32[k, n] | y = matmul(a, b)                   | y: f32[c, m, n]",
        "a: f32[c, d, m, k]; b: f32[n, k]; v: f32[n] | y = linear(a, b, v)  | y: f32[c, d, m, n]",
        "a: i8[b, n, d]                      | y = permute(a, dims=[2, 0, -2]) | y: i8[d, b, n]",
        "a: f32[b, n, d]                     | y = transpose(a, 0, -1)      | y: f32[d, n, b]",
        "a: f16[n, d]                        | y = cumsum(a, dim=-1)        | y: f16[n, d]",
        "a: f32[n, d]                        | y = argmax(a, dim=1)         | y: i64[n]",
        "a: i32[n, d]                        | y = argmin(a, 0, keepdim=true)       | y: i64[1, d]",
        "a: f32[n, d]; k: i32[n]             | y = gather(a, k, dim=1)      | y: f32[n]",
        "a: i8[n, d, m]; k: i64[n, m]        | y = gather(a, k, 1)          | y: i8[n, m]",
      })
  void derivesShapes(String inputs, String line, String result) {
    assertThat(graph(inputs, line).nodes().get(0).result()).hasToString(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: f32[n]; b: f32[m]                  | y = add(a, b)        | cannot be proven equal",
        "a: f32[2]; b: f32[3]                  | y = add(a, b)        | cannot be proven equal",
        "a: f32[n]; b: f32[n + 0]              | y = add(a, b)        | cannot be proven equal",
        "a: f32[m, k]; b: f32[j, n]            | y = matmul(a, b)     | cannot be proven equal",
        "a: f32[m, k]; b: f32[k]               | y = matmul(a, b)     | has 1 dims, expected 2",
        "a: f32[m, k]; b: f16[k, n]            | y = matmul(a, b)     | have different types",
        "a: f32[m, k]; b: f32[n, k]; c: f32[k] | y = linear(a, b, c)  | expected a shape of [n]",
        "a: i32[m, k]                          | y = softmax(a, -1)   | has an integer type",
        "a: i32[m, k]                          | y = mean(a)          | has an integer type",
        "a: i32[m, k]                          | y = cumsum(a, 1)     | has an integer type",
        "a: f32[c, m, k]; b: f32[d, k, n]      | y = bmm(a, b)        | before its matrices are [c]",
        "a: f32[m, k]; b: f32[c, k, n]         | y = matmul(a, b)     | or none in the second",
        "a: f32[k, m]; b: f32[j, n]            | y = matmul(a, b, transpose_a=true) | cannot be proven equal",
        "a: f32[c, m, k]; b: f32[c, n, k]      | y = linear(a, b)     | has 3 dims, expected 2",
        "a: f32[m, k]; b: f32[m]               | y = gather(a, b, 1)  | expected a type of i64 or i32",
        "a: f32[m, k]; b: i64[k]               | y = gather(a, b, 1)  | expected a shape of [m]",
      })
  void refusesWhatCannotBeProven(String inputs, String line, String message) {
    assertThatThrownBy(() -> graph(inputs, line)).hasMessageContaining(message);
  }

  @Test
  void countsBytesOnceAndWorkOfLiveNodes() {
    OpGraph graph =
        OpGraph.parse(
            Stream.of("x: f32[m, k]", "w: f32[n, k]", "c: f32[n]", "unused: f32[m]")
                .map(OpGraphParserTest::spec)
                .toList(),
            "dead = exp(x)",
            "h = linear(x, w, c)",
            "y = relu(h)");

    Cost cost = graph.cost(Bindings.of(Map.of("m", 2L, "n", 3L, "k", 5L)));

    assertThat(cost.bytesRead()).isEqualTo(4 * (2 * 5 + 3 * 5 + 3));
    assertThat(cost.bytesWritten()).isEqualTo(4 * 6);
    assertThat(cost.work()).isEqualTo(new Work(6 + 6, 0, 2 * 5 * 6));
    assertThat(graph.pruned().nodes()).extracting(Node::name).isEqualTo(Arrays.asList("h", "y"));
  }

  @Test
  void countsOfWhatIsGatheredFromOnlyWhatIsPicked() {
    List<TensorSpec> inputs =
        Stream.of("x: f32[n, d]", "k: i64[n]").map(OpGraphParserTest::spec).toList();
    Bindings dims = Bindings.of(Map.of("n", 10L, "d", 100L));

    Cost picked = OpGraph.parse(inputs, "h = exp(x)", "y = gather(h, k, dim=1)").cost(dims);
    Cost whole =
        OpGraph.parse(inputs, "p = gather(x, k, dim=1)", "y = sub(logsumexp(x, dim=1), p)")
            .cost(dims);

    assertThat(picked).isEqualTo(new Cost(4 * 10 + 8 * 10, 4 * 10, new Work(10, 10, 0)));
    assertThat(whole.bytesRead()).isEqualTo(4 * 1000 + 8 * 10);
  }
}

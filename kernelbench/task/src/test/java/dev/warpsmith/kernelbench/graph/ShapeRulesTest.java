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
      quoteCharacter = '`',
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
        "a: f32[n]; b: f32[n + 0]            | y = add(a, b)                | y: f32[n]",
        "a: f32[n, d]                        | y = norm(a)                  | y: f32[]",
        "a: f32[n, c, h, w]; k: f32[m, c, 3, 3] | y = conv2d(a, k)          | y: f32[n, m, h - 2, w - 2]",
        "a: f32[n, c, h, w]; k: f32[m, c, 3, 5] | y = conv2d(a, k, padding=(1, 2)) | y: f32[n, m, h, w]",
        "a: f32[n, c, h, w]; k: f32[m, c, 3, 3] | y = conv2d(a, k, padding=1, stride=2) | y: f32[n, m, (h + 1) / 2, (w + 1) / 2]",
        "a: f32[n, c, h, w]; k: f32[c, 1, r, 1] | y = conv2d(a, k, groups=c) | y: f32[n, c, h - r + 1, w]",
        "a: f32[n, 16, h, w]; k: f32[m, 4, 1, 1] | y = conv2d(a, k, groups=4) | y: f32[n, m, h, w]",
        "a: f32[n, c, l]; k: f32[c, m, 3]    | y = conv_transpose1d(a, k, stride=2, padding=1, output_padding=1) | y: f32[n, m, 2 * l]",
        "a: f32[n, c, d, h, w]; k: f32[c, m, 4, 4, 4] | y = conv_transpose3d(a, k, stride=2, padding=1, groups=2) | y: f32[n, 2 * m, 2 * d, 2 * h, 2 * w]",
        "a: f32[n, c, h, w]                  | y = max_pool2d(a, kernel_size=2) | y: f32[n, c, h / 2, w / 2]",
        "a: f16[n, c, l]                     | y = avg_pool1d(a, kernel_size=3, stride=2, ceil_mode=true) | y: f16[n, c, min(l / 2, (l + 1) / 2)]",
        "a: f32[c, d, h, w]                  | y = adaptive_avg_pool3d(a, output_size=(1, 2, 3)) | y: f32[c, 1, 2, 3]",
        "a: f32[n, c, h]; w: f32[c]; b: f32[c] | y = batch_norm(a, w, b)     | y: f32[n, c, h]",
        "a: f32[n, d]; w: f32[d]             | y = layer_norm(a, w)         | y: f32[n, d]",
        "a: f32[n, c, h]                     | y = group_norm(a, num_groups=c / 2) | y: f32[n, c, h]",
        "q: f32[b, l, e]; k: f32[b, s, e]; v: f32[b, s, d] | y = scaled_dot_product_attention(q, k, v) | y: f32[b, l, d]",
        "a: f32[n, d]; b: f32[n, d]          | y = mse_loss(a, b)           | y: f32[]",
        "a: f32[n, d]; t: i64[n]             | y = cross_entropy(a, t, reduction='none') | y: f32[n]",
        "a: f32[n, d, h]; b: f32[n, d, h]    | y = cosine_similarity(a, b)  | y: f32[n, h]",
        "a: f32[b, c, d, h, w]               | y = view(a, shape=[b, c, -1]) | y: f32[b, c, d * h * w]",
        "a: f32[b, c * 6]                    | y = reshape(a, shape=[-1, 3, 2 * c]) | y: f32[b, 3, 2 * c]",
        "a: f32[b, c, h]                     | y = flatten(a, 1)            | y: f32[b, c * h]",
        "a: f32[b, 1, h, 1]                  | y = squeeze(a, dim=[1, -1])  | y: f32[b, h]",
        "a: f32[b, h]                        | y = unsqueeze(a, -1)         | y: f32[b, h, 1]",
        "a: f32[n, d]; b: f32[n, 1]          | y = cat(a, b, dim=1)         | y: f32[n, d + 1]",
        "a: i32[n, d]                        | y = narrow(a, dim=1, start=1, length=d - 1) | y: i32[n, d - 1]",
        "a: i32[n, d]                        | y = select(a, dim=0, index=3) | y: i32[d]",
        "a: bool[n, d]                       | y = triu(a)                  | y: bool[n, d]",
        "a: f32[n]                           | y = diag(a)                  | y: f32[n, n]",
        "a: f32[n, 1]                        | y = expand(a, shape=[c, n, d]) | y: f32[c, n, d]",
        "a: f32[t, n, 4 * h]; s: f32[n, h]; c: f32[n, h]; w: f32[4 * h, h] | y = lstm(a, s, c, w) | y: f32[t, n, h]",
        "a: f16[t, n, 3 * h]; s: f16[n, h]; w: f16[3 * h, h]; b: f16[3 * h] | y = gru(a, s, w, b, reverse=true) | y: f16[t, n, h]",
        "a: f32[b, i, l]; w: f32[l, k]       | y = einsum(a, w, equation='bil,lk->bik') | y: f32[b, i, k]",
      })
  void derivesShapes(String inputs, String line, String result) {
    assertThat(graph(inputs, line).nodes().get(0).result()).hasToString(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: f32[n]; b: f32[m]                  | y = add(a, b)        | cannot be proven equal",
        "a: f32[2]; b: f32[3]                  | y = add(a, b)        | cannot be proven equal",
        "a: f32[n]; b: f32[n + 1]              | y = add(a, b)        | cannot be proven equal",
        "a: f32[m, k]; b: f32[j, n]            | y = matmul(a, b)     | cannot be proven equal",
        "a: f32[m, k]; b: f32[k]               | y = matmul(a, b)     | has 1 dims, expected 2",
        "a: f32[m, k]; b: f16[k, n]            | y = matmul(a, b)     | have different types",
        "a: f32[m, k]; b: f32[n, k]; c: f32[k] | y = linear(a, b, c)  | expected a shape of [n]",
        "a: i32[m, k]                          | y = softmax(a, -1)   | has an integer type",
        "a: i32[m, k]                          | y = mean(a)          | has an integer type",
        "a: i32[m, k]                          | y = cumsum(a, 1)     | has an integer type",
        "a: f32[n, d]                          | y = expand(a, shape=[n, 2]) | cannot become [n, 2]; expected its dims last",
        "a: f32[n, d]                          | y = expand(a, shape=[d]) | cannot become [d]",
        "a: f32[t, n, h]; s: f32[n, h]; w: f32[h, h] | y = gru(a, s, w) | an operand is a: f32[t, n, h], expected a shape of [t, n, 3 * h]",
        "a: f32[t, n, h]; s: f32[n, h]; w: f32[h, h]; b: f32[n] | y = rnn_tanh(a, s, w, b) | an operand is b: f32[n], expected a shape of [h]",
        "a: f32[t, n, 3 * h]; s: f32[n, h]; w: f32[3 * h, h] | y = gru(a, s, w, cell=true) | gru has no parameter 'cell'",
        "a: f32[c, m, k]; b: f32[d, k, n]      | y = bmm(a, b)        | before its matrices are [c]",
        "a: f32[m, k]; b: f32[c, k, n]         | y = matmul(a, b)     | or none in the second",
        "a: f32[k, m]; b: f32[j, n]            | y = matmul(a, b, transpose_a=true) | cannot be proven equal",
        "a: f32[c, m, k]; b: f32[c, n, k]      | y = linear(a, b)     | has 3 dims, expected 2",
        "a: f32[m, k]; b: f32[m]               | y = gather(a, b, 1)  | expected a type of i64 or i32",
        "a: f32[m, k]; b: i64[k]               | y = gather(a, b, 1)  | expected a shape of [m]",
        "a: f32[n, c, h]; w: f32[m, c, 3, 3]   | y = conv2d(a, w)     | has 3 dims, expected 4: a batch, channels and 2 spatial ones",
        "a: f32[n, c, h, w]; k: f32[m, d, 3, 3] | y = conv2d(a, k)    | dim 1 of the weight k: f32[m, d, 3, 3] is d, expected c: the channels of a: f32[n, c, h, w] by 1 groups",
        "a: f32[n, c, h]; w: f32[d, m, 3]      | y = conv_transpose1d(a, w) | dim 0 of the weight w: f32[d, m, 3] is d, expected c",
        "a: f32[n, c, h]; w: f32[m, c, 3]; b: f32[c] | y = conv1d(a, w, b) | the bias is b: f32[c], expected a shape of [m]",
        "a: f32[n, c, h]; w: f16[m, c, 3]      | y = conv1d(a, w)     | have different types",
        "a: f32[n, c, h]                       | y = max_pool2d(a, kernel_size=(2, 2, 2)) | parameter kernel_size is [2, 2, 2], expected one integer, or 2",
        "a: f32[n, c, h]                       | y = max_pool1d(a, kernel_size=2, padding=2) | parameter padding is 2, expected half of kernel_size at most",
        "a: f32[n, c, h]                       | y = max_pool1d(a)    | max_pool1d has no kernel_size; add it, such as kernel_size=2",
        "a: f32[n, c, h]                       | y = max_pool1d(a, kernel_size=2, return_indices=true) | indices are no result here",
        "a: f32[n, h]; w: f32[n, n, 3]         | y = conv_transpose1d(a, w, output_padding=1) | parameter output_padding is 1, expected less than the stride or the dilation",
        "a: f32[h]                             | y = avg_pool1d(a, kernel_size=2) | has 1 dims, expected 2, or 3 with a batch",
        "a: f32[n, c]; w: f32[n]; b: f32[n]    | y = batch_norm(a, w, b) | the weight or bias is w: f32[n], expected a shape of [c]",
        "a: f32[n, c]                          | y = batch_norm(a, training=false) | parameter training is false, expected true",
        "a: f32[n, c]                          | y = instance_norm(a) | has 2 dims, expected 3 or more",
        "a: f32[n, c]                          | y = group_norm(a)    | group_norm has no num_groups; add it, such as num_groups=8",
        "a: f32[n, c]                          | y = layer_norm(a)    | layer_norm has no normalized_shape; add it",
        "a: f32[n, c]                          | y = layer_norm(a, normalized_shape=[n]) | parameter normalized_shape is [n], expected the last dims of a: f32[n, c]",
        "a: f32[n, c]; w: f32[c]               | y = batch_norm(a, w) | batch_norm takes 1 or 3 operands, found 2",
        "q: f32[b, l, e]; k: f32[b, s, d]; v: f32[b, s, d] | y = scaled_dot_product_attention(q, k, v) | scaled_dot_product_attention: dim 2 of q",
        "a: f32[n, c]; b: f32[n, 1]            | y = mse_loss(a, b)   | have different shapes, expected the same",
        "a: f32[n, c]; b: f32[n, c]            | y = mse_loss(a, b, reduction='avg') | parameter reduction is avg, expected 'mean', 'sum' or 'none'",
        "a: f32[n, c]; b: i64[c]               | y = cross_entropy(a, b) | the target is b: i64[c], expected i64[n]: a class for each row of a: f32[n, c]",
        "a: f32[n, c]; b: f32[n, c]            | y = triplet_margin_loss(a, b, b, p=1) | parameter p is 1, expected 2",
        "a: f32[n, c]                          | y = reshape(a, shape=[c, c]) | they cannot be proven equal at all sizes",
        "a: f32[n, c]                          | y = reshape(a, shape=[-1, -1]) | one -1 at most",
        "a: f32[n, c]                          | y = reshape(a, shape=[5, -1]) | lengths whose product divides the elements of a",
        "a: f32[n, c]                          | y = squeeze(a, dim=1) | dim 1 of a: f32[n, c] is c, expected 1",
        "a: f32[n, c]; b: f32[m, c]            | y = cat(a, b, dim=1) | cat: dim 0 of a: f32[n, c] is n, but dim 0 of b: f32[m, c] is m",
        "a: f32[n, c]; b: f16[n, c]            | y = cat(a, b)        | have different types",
        "a: f32[n, c]                          | y = narrow(a, dim=0, start=-1, length=2) | parameter start is -1, expected 0 or more",
        "a: f32[n]                             | y = triu(a)          | has 1 dims, expected 2 or more",
        "a: f32[n, c]                          | y = diag(a)          | has 2 dims, expected 1: a vector",
        "a: f32[n, c]                          | y = norm(a, p=3)     | parameter p is 3, expected 2, 1 or 'fro'",
        "a: f32[n, c]; b: f32[c, n]            | y = einsum(a, b, equation='ij,jk->ki') | expected a matrix product such as 'bij,bjk->bik'",
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

  private static Cost cost(String inputs, String line, Map<String, Long> dims) {
    return graph(inputs, line).cost(Bindings.of(dims));
  }

  /** Each length 5 of a row with window 3, padding 1: 2 + 3 + 3 + 3 + 2 products. */
  @Test
  void countsTheProductsOfWindowsInsideTheInputOnly() {
    Map<String, Long> dims = Map.of("n", 2L, "c", 3L, "m", 4L, "h", 5L);

    Cost padded =
        cost("x: f32[n, c, h]; w: f32[m, c, 3]; b: f32[m]", "y = conv1d(x, w, b, padding=1)", dims);
    Cost spread =
        cost(
            "x: f32[n, c, h]; w: f32[c, m, 3]",
            "y = conv_transpose1d(x, w, stride=2, padding=1)",
            dims);

    assertThat(padded.work()).isEqualTo(new Work(2 * 4 * 5, 0, 2 * 2 * 3 * 4 * 13));
    assertThat(padded.bytes()).isEqualTo(4 * (2 * 3 * 5 + 4 * 3 * 3 + 4 + 2 * 4 * 5));
    assertThat(spread.work()).isEqualTo(new Work(0, 0, 2 * 2 * 3 * 4 * 13));
  }

  /** Windows of 2 of a row of 5 leave the last element unread; a stride of 3 leaves each third. */
  @Test
  void countsOfWhatWindowsPassOverNothing() {
    Map<String, Long> dims = Map.of("n", 2L, "h", 5L);

    Cost pooled = cost("x: f32[n, 1, h]", "y = max_pool1d(x, kernel_size=2)", dims);
    Cost strided = cost("x: f32[n, 1, h]; w: f32[1, 1, 2]", "y = conv1d(x, w, stride=3)", dims);
    Cost triangle = cost("x: f32[h, h]", "y = triu(x)", dims);
    Cost narrowed = cost("x: f32[n, h]", "y = narrow(x, dim=1, start=1, length=3)", dims);

    assertThat(pooled.bytesRead()).isEqualTo(4 * 2 * 4);
    assertThat(pooled.work()).isEqualTo(Work.of(2 * 4, 0));
    assertThat(strided.bytesRead()).isEqualTo(4 * (2 * 4 + 2));
    assertThat(triangle.bytesRead()).isEqualTo(4 * 15);
    assertThat(narrowed.bytesRead()).isEqualTo(4 * 6);
  }

  /** A causal row i of 3 has i + 1 scores. */
  @Test
  void countsTheScoresThatAttentionNeeds() {
    String inputs = "q: f32[l, e]; k: f32[l, e]; v: f32[l, d]";
    Map<String, Long> dims = Map.of("l", 3L, "e", 2L, "d", 5L);

    Cost all = cost(inputs, "y = scaled_dot_product_attention(q, k, v)", dims);
    Cost causal = cost(inputs, "y = scaled_dot_product_attention(q, k, v, is_causal=true)", dims);

    assertThat(all.work()).isEqualTo(new Work(5 * 9, 9, 2 * 9 * 7));
    assertThat(causal.work()).isEqualTo(new Work(5 * 6, 6, 2 * 6 * 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: f32[n, c, h]; w: f32[m, c, 9]  | y = conv1d(a, w)              | y = conv1d(a, w) at c = 6, h = 5, m = 4, n = 2: a window of 9 elements does not fit 5, padded by 0 on both sides",
        "a: f32[n, c, h]                   | y = max_pool1d(a, kernel_size=3, dilation=3) | a window of 7 elements does not fit 5",
        "a: f32[n, c, h]                   | y = group_norm(a, num_groups=4) | 6 channels in 4 groups, expected a number that divides them",
        "a: f32[n, c, h]; w: f32[m, c / 4, 3] | y = conv1d(a, w, groups=4) | 6 input channels in 4 groups, expected a number that divides them",
        "a: f32[n, c]                      | y = narrow(a, dim=1, start=2, length=h) | elements 2 to 6 of dim 1, which has 6",
        "a: f32[n, c]                      | y = select(a, dim=0, index=h) | elements 5 to 5 of dim 0, which has 2",
        "a: f32[n, c, h]                   | y = group_norm(a, num_groups=zz) | has no size: 'zz' has no value",
      })
  void saysWhyASizeDoesNotFit(String inputs, String line, String problem) {
    Bindings size = Bindings.of(Map.of("n", 2L, "c", 6L, "h", 5L, "m", 4L));

    assertThat(graph(inputs, line).problem(size).orElse("none")).contains(problem);
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

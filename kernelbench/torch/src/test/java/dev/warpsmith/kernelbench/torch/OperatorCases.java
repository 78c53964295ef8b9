package dev.warpsmith.kernelbench.torch;

import dev.warpsmith.kernels.Bindings;
import java.util.List;
import java.util.Map;

/** Calls of every operator that has dims or parameters, which PyTorch must agree with. */
final class OperatorCases {
  static final Bindings SIZE =
      Bindings.of(Map.of("m", 5L, "n", 7L, "k", 3L, "b", 2L, "c", 4L, "h", 9L));

  static final String INPUTS =
      "x: f64[b, m, k]; z: f64[b, m, k]; w: f64[k, n]; v: f64[n, k]; a: f64[k, m]; bias: f64[n];"
          + " label: i64[b, m]; kind: i64[m]; logits: f64[m, n];"
          + " s: f64[b, c, 8 * h]; i: f64[b, c, h, n]; o: f64[b, c, m, n, h]; p: f64[n]; one: f64[b, 1, m];"
          + " w1: f64[n, c, k]; w2: f64[n, c, k, 2]; w3: f64[n, c, k, 1, 2]; u1: f64[c, n, k];"
          + " u2: f64[c, n, k, 2]; u3: f64[c, n, k, 1, 2]; g2: f64[2 * c, c / 2, k, k];"
          + " t2: f64[c, k, k, 2]; d2: f64[c, 1, k, k]; ch: f64[c]; ln: f64[h, n];"
          + " g4: f64[m, b, 4 * h]; g3: f64[m, b, 3 * h]; st: f64[b, h]; ce: f64[b, h];"
          + " h4: f64[4 * h, h]; h3: f64[3 * h, h]; b4: f64[4 * h]; b3: f64[3 * h];"
          + " sx: f64[m, k]; hx: f64[k, k];"
          + " q: f64[b, c, m, k]; keys: f64[b, c, n, k]; vals: f64[b, c, n, h]";

  static final List<List<String>> ROWS =
      List.of(
          List.of(
              "sum", "y = sum(x, dim=[0, 2])", "y = sum(x)", "y = sum(x, dim=-1, keepdim=true)"),
          List.of("mean", "y = mean(x, dim=1)", "y = mean(x, dim=[1, 2], keepdim=true)"),
          List.of("max", "y = max(x, dim=0)", "y = max(x)"),
          List.of("min", "y = min(x, dim=[0, 1])", "y = min(x, dim=1, keepdim=true)"),
          List.of("prod", "y = prod(x, dim=[0, 2], keepdim=true)", "y = prod(x, dim=1)"),
          List.of("logsumexp", "y = logsumexp(x, dim=[1, 2])", "y = logsumexp(x, dim=0)"),
          List.of("softmax", "y = softmax(x, dim=0)", "y = softmax(x, dim=-1)"),
          List.of("log_softmax", "y = log_softmax(x, dim=1)"),
          List.of("cumsum", "y = cumsum(x, dim=0)", "y = cumsum(x, dim=-1)"),
          List.of("cumprod", "y = cumprod(x, dim=1)"),
          List.of("argmax", "y = argmax(x, dim=1)", "y = argmax(x, dim=2, keepdim=true)"),
          List.of("argmin", "y = argmin(x, dim=0)", "y = argmin(round(x), dim=2)"),
          List.of("permute", "y = permute(x, dims=[2, 0, 1])"),
          List.of("transpose", "y = transpose(x, 0, -1)"),
          List.of("gather", "y = gather(x, label, dim=2)"),
          List.of("matmul", "y = matmul(a, w, transpose_a=true)", "y = matmul(x, w)"),
          List.of("bmm", "y = bmm(x, z, transpose_b=true)", "y = bmm(x, x, transpose_a=true)"),
          List.of("linear", "y = linear(x, v)", "y = linear(x, v, bias)"),
          List.of(
              "norm",
              "y = norm(x)",
              "y = norm(x, dim=1, keepdim=true)",
              "y = norm(x, p=1, dim=[0, 2])",
              "y = norm(x, p='fro', dim=2)"),
          List.of("dropout", "y = dropout(x, p=0.2)"),
          List.of("full_like", "y = full_like(x, fill_value=3)"),
          List.of("zeros_like", "y = zeros_like(x)"),
          List.of("ones_like", "y = ones_like(x)"),
          List.of(
              "einsum",
              "y = einsum(x, w, equation='bmk,kn->bmn')",
              "y = einsum(x, z, equation='bmk,bnk->bmn')"),
          List.of("conv1d", "y = conv1d(s, w1, bias, stride=3, padding=2, dilation=4)"),
          List.of(
              "conv2d",
              "y = conv2d(i, w2)",
              "y = conv2d(i, w2, bias, stride=(2, 1), padding=(1, 2), dilation=(2, 3))",
              "y = conv2d(i, g2, groups=2, padding=1)",
              "y = conv2d(i, d2, groups=c)"),
          List.of("conv3d", "y = conv3d(o, w3, bias, padding=(1, 0, 2), stride=(1, 2, 3))"),
          List.of(
              "conv_transpose1d",
              "y = conv_transpose1d(s, u1, bias, stride=2, padding=1, dilation=2)"),
          List.of(
              "conv_transpose2d",
              "y = conv_transpose2d(i, u2, bias)",
              "y = conv_transpose2d(i, u2, stride=(2, 3), padding=(1, 0), dilation=(2, 1),"
                  + " output_padding=(1, 2))",
              "y = conv_transpose2d(i, t2, groups=2, stride=5, padding=1, dilation=2)"),
          List.of(
              "conv_transpose3d",
              "y = conv_transpose3d(o, u3, bias, stride=2, padding=(1, 0, 1), output_padding=1)"),
          List.of(
              "max_pool1d",
              "y = max_pool1d(s, kernel_size=8, stride=1, padding=4, dilation=3)",
              "y = max_pool1d(one, kernel_size=2)"),
          List.of(
              "max_pool2d",
              "y = max_pool2d(i, kernel_size=2)",
              "y = max_pool2d(i, kernel_size=(3, 2), stride=2, padding=1, ceil_mode=true)"),
          List.of(
              "max_pool3d", "y = max_pool3d(o, kernel_size=3, stride=2, padding=1, dilation=2)"),
          List.of(
              "avg_pool1d",
              "y = avg_pool1d(s, kernel_size=8, stride=1, padding=4)",
              "y = avg_pool1d(s, kernel_size=5, stride=3, padding=2, ceil_mode=true)"),
          List.of(
              "avg_pool2d",
              "y = avg_pool2d(i, kernel_size=(3, 2))",
              "y = avg_pool2d(i, kernel_size=3, stride=2, padding=1, count_include_pad=false)",
              "y = avg_pool2d(i, kernel_size=3, stride=2, padding=1, count_include_pad=false,"
                  + " ceil_mode=true)"),
          List.of("avg_pool3d", "y = avg_pool3d(o, kernel_size=3, stride=2, padding=1)"),
          List.of("adaptive_avg_pool1d", "y = adaptive_avg_pool1d(s, output_size=5)"),
          List.of("adaptive_avg_pool2d", "y = adaptive_avg_pool2d(i, output_size=(2, 3))"),
          List.of("adaptive_avg_pool3d", "y = adaptive_avg_pool3d(o, output_size=1)"),
          List.of("adaptive_max_pool1d", "y = adaptive_max_pool1d(s, output_size=7)"),
          List.of("adaptive_max_pool2d", "y = adaptive_max_pool2d(i, output_size=2)"),
          List.of("adaptive_max_pool3d", "y = adaptive_max_pool3d(o, output_size=(2, 1, 4))"),
          List.of(
              "batch_norm",
              "y = batch_norm(i)",
              "y = batch_norm(o, ch, ch, eps=0.1)",
              "y = batch_norm(w, p, p)"),
          List.of(
              "instance_norm", "y = instance_norm(i)", "y = instance_norm(s, ch, ch, eps=0.01)"),
          List.of(
              "group_norm",
              "y = group_norm(i, num_groups=2)",
              "y = group_norm(o, ch, ch, num_groups=4)",
              "y = group_norm(w, p, p, num_groups=7)"),
          List.of(
              "layer_norm",
              "y = layer_norm(i, normalized_shape=[n])",
              "y = layer_norm(i, normalized_shape=[c, h, n], eps=0.1)",
              "y = layer_norm(i, ln, ln)"),
          List.of(
              "rms_norm", "y = rms_norm(x, normalized_shape=[k])", "y = rms_norm(i, ln, eps=0.1)"),
          List.of(
              "scaled_dot_product_attention",
              "y = scaled_dot_product_attention(q, keys, vals)",
              "y = scaled_dot_product_attention(q, keys, vals, scale=0.3)",
              "y = scaled_dot_product_attention(q, keys, vals, is_causal=true)",
              "y = scaled_dot_product_attention(keys, q, q, is_causal=true)"),
          List.of(
              "mse_loss",
              "y = mse_loss(x, z)",
              "y = mse_loss(x, z, reduction='sum')",
              "y = mse_loss(x, z, reduction='none')"),
          List.of("l1_loss", "y = l1_loss(x, z)", "y = l1_loss(x, z, reduction='none')"),
          List.of(
              "smooth_l1_loss",
              "y = smooth_l1_loss(x, z)",
              "y = smooth_l1_loss(x, z, beta=0.4)",
              "y = smooth_l1_loss(x, z, reduction='none')"),
          List.of(
              "huber_loss",
              "y = huber_loss(x, z, delta=0.7)",
              "y = huber_loss(x, z, reduction='none')"),
          List.of(
              "kl_div",
              "y = kl_div(x, exp(z))",
              "y = kl_div(x, exp(z), reduction='batchmean')",
              "y = kl_div(x, z, log_target=true, reduction='sum')",
              "y = kl_div(x, relu(z), reduction='none')"),
          List.of(
              "cross_entropy",
              "y = cross_entropy(logits, kind)",
              "y = cross_entropy(logits, kind, reduction='sum')",
              "y = cross_entropy(logits, kind, reduction='none')"),
          List.of(
              "triplet_margin_loss",
              "y = triplet_margin_loss(w, add(w, 0.1), mul(w, 0.5))",
              "y = triplet_margin_loss(w, sqrt(abs(w)), neg(w), margin=7, reduction='sum')",
              "y = triplet_margin_loss(w, exp(w), neg(w), eps=0.1, reduction='none')"),
          List.of(
              "cosine_similarity",
              "y = cosine_similarity(x, z)",
              "y = cosine_similarity(x, z, dim=-1, eps=0.5)"),
          List.of(
              "reshape", "y = reshape(x, shape=[b, -1])", "y = reshape(i, shape=[c * h, b * n])"),
          List.of("view", "y = view(x, shape=[b * m * k])"),
          List.of("flatten", "y = flatten(i)", "y = flatten(i, start_dim=1, end_dim=-2)"),
          List.of("squeeze", "y = squeeze(one, dim=1)"),
          List.of("unsqueeze", "y = unsqueeze(x, dim=-1)", "y = add(x, unsqueeze(x, dim=0))"),
          List.of("cat", "y = cat(x, z, x, dim=1)", "y = cat(x, dim=-1)"),
          List.of("flip", "y = flip(x, dims=1)", "y = flip(x, dims=[0, -1])"),
          List.of(
              "narrow",
              "y = narrow(x, dim=1, start=0, length=m - 1)",
              "y = narrow(x, dim=0, start=1, length=1)"),
          List.of("select", "y = select(x, dim=1, index=2)", "y = select(x, dim=-1, index=k - 1)"),
          List.of("triu", "y = triu(x)", "y = triu(logits, diagonal=-2)"),
          List.of("tril", "y = tril(x)", "y = tril(logits, diagonal=1)"),
          List.of("diag", "y = diag(p)"),
          List.of(
              "expand",
              "y = expand(one, shape=[b, k, m])",
              "y = expand(unsqueeze(ch, dim=1), shape=[b, c, n])"),
          List.of(
              "lstm",
              "y = lstm(g4, st, ce, h4, b4)",
              "y = lstm(g4, st, ce, h4, reverse=true)",
              "y = lstm(g4, st, ce, h4, b4, cell=true)",
              "y = lstm(g4, st, ce, h4, b4, reverse=true, cell=true)"),
          List.of("gru", "y = gru(g3, st, h3, b3)", "y = gru(g3, st, h3, reverse=true)"),
          List.of("rnn_tanh", "y = rnn_tanh(x, sx, hx)"),
          List.of("rnn_relu", "y = rnn_relu(x, sx, hx, reverse=true)"));

  private OperatorCases() {}
}

package dev.warpsmith.cli;

/** Tasks of a user's own, small enough for tests. */
final class Sources {
  static final String SAXPY =
      """
      // @task   saxpy "y = a * x + z"
      // @dim    n = 1048576
      // @size   check: n = 1003
      // @scalar a: f32 = 2.5
      // @input  x: f32[n] ~ uniform(-1, 1)
      // @input  z: f32[n] ~ uniform(-1, 1)
      // @output y: f32[n]
      // @tune   BLOCK = 64 | 128 | 256
      // @launch saxpy<<<(ceildiv(n, BLOCK)), (BLOCK)>>>(x, z, y, a, n)
      extern "C" __global__ void saxpy(const float* x, const float* z, float* y, float a, int n) {
        int i = blockIdx.x * blockDim.x + threadIdx.x;
        if (i < n) y[i] = a * x[i] + z[i];
      }
      """;

  static final String SWISH_SUM =
      """
      {
        "name": "swish_sum", "description": "Sum of swish along rows",
        "dims": {"n": 512, "d": 1024}, "check": {"n": 3, "d": 130},
        "inputs": {"x": "f32[n, d] ~ normal(0, 1)"},
        "graph": ["s = sigmoid(x)", "h = mul(x, s)", "y = sum(h, dim=1)"], "outputs": ["y"]
      }
      """;

  private Sources() {}

  /** Returns a candidate for saxpy whose kernel has the given body. */
  static String saxpy(String body) {
    return """
        // @launch saxpy<<<(ceildiv(n, 256)), (256)>>>(x, z, y, a, n)
        extern "C" __global__ void saxpy(const float* x, const float* z, float* y, float a, int n) {
          int i = blockIdx.x * blockDim.x + threadIdx.x;
          %s
        }
        """
        .formatted(body);
  }
}

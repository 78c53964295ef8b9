// Divergent: neighbouring lanes leave the loop after different numbers of turns.
// @launch mandelbrot<<<(1024), (256)>>>(y, limit)
extern "C" __global__ void mandelbrot(float* y, int limit) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int px = i % 256, py = i / 256 % 256;
  float cx = px * 0.01171875f - 2.f, cy = py * 0.0078125f - 1.f;
  float zx = 0, zy = 0;
  int turn = 0;
#pragma unroll 1
  while (turn < limit) {
    float a = zx * zx, b = zy * zy;
    if (a + b > 4.f) break;
    zy = 2.f * zx * zy + cy;
    zx = a - b + cx;
    turn++;
  }
  y[i] = (float)turn;
}

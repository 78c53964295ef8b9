// Functions of the mathematical library, in double and in single precision.
extern "C" __global__ void double_functions(const double* x, double* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  double v = x[i];
  double* out = y + 8 * i;
  out[0] = exp(v);
  out[1] = log(fabs(v) + 0.5);
  out[2] = sin(3 * v);
  out[3] = cos(3 * v);
  out[4] = pow(fabs(v), 1.7);
  out[5] = tanh(v);
  out[6] = cbrt(v);
  out[7] = sqrt(v * v + 1) / (2 + v);
}

extern "C" __global__ void float_functions(const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float v = x[i];
  float* out = y + 8 * i;
  out[0] = erff(v);
  out[1] = log1pf(v * v);
  out[2] = sinf(5 * v);
  out[3] = powf(fabsf(v), 0.3f);
  out[4] = atan2f(v, 0.4f);
  out[5] = expm1f(v);
  out[6] = fmodf(10 * v, 0.7f);
  out[7] = rintf(40 * v) + floorf(9 * v) + ceilf(9 * v) + truncf(9 * v) + roundf(9 * v);
}


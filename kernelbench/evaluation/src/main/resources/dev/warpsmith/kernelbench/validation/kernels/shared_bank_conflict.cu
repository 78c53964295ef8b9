// @task shared_bank_conflict "One block, each thread adds 1024 words that all of a warp read at once"
// @dim n = 1024
// @size check: n = 1024
// @output c: f32[n]
// @launch shared_bank_conflict<<<(1), (1024)>>>(c)
extern "C" __global__ void shared_bank_conflict(float* __restrict__ c) {
  __shared__ float words[1024];
  words[threadIdx.x] = threadIdx.x;
  __syncthreads();
  float sum = 0.0f;
  for (int step = 0; step < 1024; ++step) sum += words[(33 * step) % 1024];
  c[threadIdx.x] = sum;
}

// One access pattern per kernel, for one warp; n is the stride or the offset in elements.
// What each costs is worked out by hand in AccessPatternsIT.

#define PATTERN(name) \
  extern "C" __global__ void name(const float* a, const float* b, float* c, long long n)

PATTERN(load_stride) { c[threadIdx.x] = a[threadIdx.x * n]; }

PATTERN(load_offset) { c[threadIdx.x] = a[threadIdx.x + n]; }

PATTERN(load_reversed) { c[threadIdx.x] = a[n - threadIdx.x]; }

PATTERN(load_squares) { c[threadIdx.x] = a[threadIdx.x * threadIdx.x]; }

PATTERN(load_some_lanes) {
  if (threadIdx.x < n) {
    c[threadIdx.x] = a[threadIdx.x];
  }
}

PATTERN(load_bytes) {
  c[threadIdx.x] = reinterpret_cast<const unsigned char*>(a)[threadIdx.x * n];
}

PATTERN(load_halves) {
  c[threadIdx.x] = reinterpret_cast<const unsigned short*>(a)[threadIdx.x * n];
}

PATTERN(load_float2) {
  float2 x = reinterpret_cast<const float2*>(a)[threadIdx.x * n];
  c[threadIdx.x] = x.x + x.y;
}

PATTERN(load_float4) {
  float4 x = reinterpret_cast<const float4*>(a)[threadIdx.x * n];
  c[threadIdx.x] = x.x + x.y + x.z + x.w;
}

PATTERN(load_float4_offset) {
  float4 x = reinterpret_cast<const float4*>(a)[threadIdx.x + n];
  c[threadIdx.x] = x.x + x.y + x.z + x.w;
}

PATTERN(store_stride) { c[threadIdx.x * n] = a[threadIdx.x]; }

PATTERN(store_offset) { c[threadIdx.x + n] = a[threadIdx.x]; }

PATTERN(store_float4) {
  float x = a[threadIdx.x];
  reinterpret_cast<float4*>(c)[threadIdx.x * n] = make_float4(x, x, x, x);
}

PATTERN(shared_load_stride) {
  __shared__ float s[33 * 32];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  c[threadIdx.x] = s[threadIdx.x * n];
}

PATTERN(shared_load_offset) {
  __shared__ float s[64];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  c[threadIdx.x] = s[threadIdx.x + n];
}

PATTERN(shared_store_stride) {
  __shared__ float s[33 * 32];
  s[threadIdx.x * n] = a[threadIdx.x];
  __syncwarp();
  c[threadIdx.x] = s[threadIdx.x];
}

PATTERN(shared_load_float2) {
  __shared__ float2 s[32 * 2];
  s[threadIdx.x] = make_float2(a[threadIdx.x], 0);
  __syncwarp();
  float2 x = s[threadIdx.x * n];
  c[threadIdx.x] = x.x + x.y;
}

PATTERN(shared_load_float4) {
  __shared__ float4 s[32 * 9];
  s[threadIdx.x] = make_float4(a[threadIdx.x], 0, 0, 0);
  __syncwarp();
  float4 x = s[threadIdx.x * n];
  c[threadIdx.x] = x.x + x.y + x.z + x.w;
}

PATTERN(shared_load_bytes) {
  __shared__ unsigned char s[128 * 32];
  s[threadIdx.x] = (unsigned char)a[threadIdx.x];
  __syncwarp();
  c[threadIdx.x] = s[threadIdx.x * n];
}

PATTERN(shared_two_words) {
  __shared__ float s[64];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  c[threadIdx.x] = s[threadIdx.x < 16 ? 0 : n];
}

// Column n of a tile of 32 rows whose words are exchanged by row.
PATTERN(shared_swizzled_column) {
  __shared__ float s[32 * 32];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  c[threadIdx.x] = s[threadIdx.x * 32 + (threadIdx.x ^ n)];
}

// Four 8 x 8 matrices of halves; their 32 rows of 16 bytes are n chunks of 16 bytes apart.
PATTERN(ldmatrix_pitch) {
  __shared__ __align__(128) float4 s[32 * 9];
  s[threadIdx.x] = make_float4(a[threadIdx.x], 0, 0, 0);
  __syncwarp();
  unsigned row = (unsigned)__cvta_generic_to_shared(&s[threadIdx.x * n]);
  unsigned w, x, y, z;
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(w), "=r"(x), "=r"(y), "=r"(z)
               : "r"(row));
  c[threadIdx.x] = w + x + y + z;
}

// The same with rows of 128 bytes, whose chunks are exchanged by row: no padding.
PATTERN(ldmatrix_swizzled) {
  __shared__ __align__(128) float4 s[32 * 8];
  s[threadIdx.x] = make_float4(a[threadIdx.x], 0, 0, 0);
  __syncwarp();
  unsigned chunk = threadIdx.x * 8 + (unsigned)(n ^ (threadIdx.x % 8));
  unsigned row = (unsigned)__cvta_generic_to_shared(&s[chunk]);
  unsigned w, x, y, z;
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(w), "=r"(x), "=r"(y), "=r"(z)
               : "r"(row));
  c[threadIdx.x] = w + x + y + z;
}

// One 8 x 8 matrix: lanes 0 to 7 say where its rows are.
PATTERN(ldmatrix_one) {
  __shared__ __align__(128) float4 s[32 * 9];
  s[threadIdx.x] = make_float4(a[threadIdx.x], 0, 0, 0);
  __syncwarp();
  unsigned row = (unsigned)__cvta_generic_to_shared(&s[threadIdx.x * n]);
  unsigned w;
  asm volatile("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%0}, [%1];" : "=r"(w) : "r"(row));
  c[threadIdx.x] = w;
}

PATTERN(copy_async) {
  __shared__ float4 s[32 * 9];
  unsigned to = (unsigned)__cvta_generic_to_shared(&s[threadIdx.x * n]);
  const float4* from = reinterpret_cast<const float4*>(a) + threadIdx.x;
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;\n"
               "cp.async.wait_all;" ::"r"(to), "l"(from)
               : "memory");
  __syncwarp();
  c[threadIdx.x] = s[threadIdx.x].x;
}

// A row of four words, aligned: ptxas 13.0 makes it one load of 16 bytes.
PATTERN(shared_load_row) {
  __shared__ float s[32 * 4];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  const float* row = s + threadIdx.x * 4;
  c[threadIdx.x] = row[0] + 2 * row[1] + 3 * row[2] + 4 * row[3];
}

// The same, n words apart, which ptxas cannot know to be aligned: four loads of 4 bytes.
PATTERN(shared_load_unaligned_row) {
  __shared__ float s[32 * 4];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  const float* row = s + threadIdx.x * n;
  c[threadIdx.x] = row[0] + 2 * row[1] + 3 * row[2] + 4 * row[3];
}

// Three words of four are a load of 16 bytes, too.
PATTERN(shared_load_three_of_row) {
  __shared__ float s[32 * 4];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  const float* row = s + threadIdx.x * 4;
  c[threadIdx.x] = row[0] + 2 * row[1] + 4 * row[3];
}

// The first and the last word of four: two loads.
PATTERN(shared_load_ends_of_row) {
  __shared__ float s[32 * 4];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  const float* row = s + threadIdx.x * 4;
  c[threadIdx.x] = row[0] + 4 * row[3];
}

// The last two: a load of 8 bytes.
PATTERN(shared_load_half_of_row) {
  __shared__ float s[32 * 4];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  const float* row = s + threadIdx.x * 4;
  c[threadIdx.x] = row[2] + 4 * row[3];
}

// A store between the words keeps them apart.
PATTERN(shared_store_in_row) {
  __shared__ float s[32 * 4];
  s[threadIdx.x] = a[threadIdx.x];
  __syncwarp();
  const float* row = s + threadIdx.x * 4;
  float left = row[0];
  s[threadIdx.x + n] = left;
  c[threadIdx.x] = left + 2 * row[1];
}

// Columns of eight rows, in a loop that ptxas unrolls: of every row 16 bytes at once.
PATTERN(shared_load_row_by_row) {
  __shared__ float s[16 * 16];
  for (int i = threadIdx.x; i < 256; i += 32) s[i] = a[i];
  __syncwarp();
  float sums[8] = {};
  for (int k = 0; k < 16; ++k) {
#pragma unroll
    for (int i = 0; i < 8; ++i) sums[i] = sums[i] * a[k] + s[(threadIdx.x / 16 * 8 + i) * 16 + k];
  }
  float sum = 0;
#pragma unroll
  for (int i = 0; i < 8; ++i) sum += sums[i];
  c[threadIdx.x] = sum;
}

// Strings, checksums and bits.
__constant__ char ALPHABET[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

extern "C" __global__ void base64(const unsigned char* x, char* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (3 * i >= n) return;
  unsigned v = x[3 * i] << 16;
  if (3 * i + 1 < n) v |= x[3 * i + 1] << 8;
  if (3 * i + 2 < n) v |= x[3 * i + 2];
  y[4 * i] = ALPHABET[v >> 18];
  y[4 * i + 1] = ALPHABET[v >> 12 & 63];
  y[4 * i + 2] = 3 * i + 1 < n ? ALPHABET[v >> 6 & 63] : '=';
  y[4 * i + 3] = 3 * i + 2 < n ? ALPHABET[v & 63] : '=';
}

// Every block makes the table for itself; then a thread per message.
extern "C" __global__ void crc32(const unsigned char* x, unsigned* y, int length, int messages) {
  __shared__ unsigned table[256];
  for (int b = threadIdx.x; b < 256; b += blockDim.x) {
    unsigned c = b;
#pragma unroll
    for (int k = 0; k < 8; k++) c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
    table[b] = c;
  }
  __syncthreads();
  int m = blockIdx.x * blockDim.x + threadIdx.x;
  if (m >= messages) return;
  unsigned c = ~0u;
  for (int k = 0; k < length; k++) c = table[(c ^ x[m * length + k]) & 255] ^ (c >> 8);
  y[m] = ~c;
}

extern "C" __global__ void count_bits(const unsigned long long* x, int4* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  unsigned long long v = x[i];
  y[i] = make_int4(__popcll(v), __clzll(v), __ffsll(v), __popcll(__brevll(v) ^ v));
}

// Where each match of a pattern begins, one bit per position, a word per warp.
extern "C" __global__ void find_pattern(const char* text, const char* pattern, unsigned* found, int n, int m) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  bool same = i + m <= n;
  for (int k = 0; same && k < m; k++) same = text[i + k] == pattern[k];
  unsigned word = __ballot_sync(0xffffffff, same);
  if (threadIdx.x % 32 == 0) found[i / 32] = word;
}

extern "C" __global__ void to_hex(const unsigned* x, char* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  for (int k = 0; k < 8; k++) {
    unsigned d = x[i] >> (4 * (7 - k)) & 15;
    y[8 * i + k] = d < 10 ? '0' + d : 'a' + d - 10;
  }
}

// SHA-256 of one 64-byte block per thread.
__constant__ unsigned ROUNDS[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
__device__ unsigned turn(unsigned v, int n) { return __funnelshift_r(v, v, n); }
extern "C" __global__ void sha256(const unsigned char* x, unsigned* y, int messages) {
  int m = blockIdx.x * blockDim.x + threadIdx.x;
  if (m >= messages) return;
  unsigned w[16], h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}, s[8];
  for (int k = 0; k < 8; k++) s[k] = h[k];
  for (int k = 0; k < 16; k++) w[k] = __byte_perm(((const unsigned*)x)[m * 16 + k], 0, 0x0123);
  for (int k = 0; k < 64; k++) {
    if (k >= 16) {
      unsigned a = w[(k + 1) & 15], b = w[(k + 14) & 15];
      w[k & 15] += (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + w[(k + 9) & 15] + (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
    unsigned t1 = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + ROUNDS[k] + w[k & 15];
    unsigned t2 = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    for (int j = 7; j > 0; j--) s[j] = s[j - 1];
    s[4] += t1;
    s[0] = t1 + t2;
  }
  for (int k = 0; k < 8; k++) y[m * 8 + k] = h[k] + s[k];
}

// Bilinear resize of 8-bit pixels with 16-bit fixed-point weights.
extern "C" __global__ void resize(const uchar3* x, uchar3* y, int w, int h, int ow, int oh) {
  int c = blockIdx.x * blockDim.x + threadIdx.x, r = blockIdx.y * blockDim.y + threadIdx.y;
  if (c >= ow || r >= oh) return;
  int u = c * ((w - 1) << 16) / (ow - 1), v = r * ((h - 1) << 16) / (oh - 1);
  int cu = min(u >> 16, w - 2), rv = min(v >> 16, h - 2);
  long long fu = u - (cu << 16), fv = v - (rv << 16);
  uchar3 p[4] = {x[rv * w + cu], x[rv * w + cu + 1], x[(rv + 1) * w + cu], x[(rv + 1) * w + cu + 1]};
  auto mix = [&](int a, int b, int d, int e) {
    long long top = a * (65536 - fu) + b * fu, bottom = d * (65536 - fu) + e * fu;
    return (unsigned char)((top * (65536 - fv) + bottom * fv + (1ll << 31)) >> 32);
  };
  y[r * ow + c] = make_uchar3(mix(p[0].x, p[1].x, p[2].x, p[3].x), mix(p[0].y, p[1].y, p[2].y, p[3].y), mix(p[0].z, p[1].z, p[2].z, p[3].z));
}

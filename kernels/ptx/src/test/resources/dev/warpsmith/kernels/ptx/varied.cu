#include <cstdio>
#include <cuda_fp16.h>
#include <cuda_bf16.h>
#include <cuda_pipeline.h>
#include <cooperative_groups.h>
#include <cassert>
namespace cg = cooperative_groups;
__device__ int counter = 7;
__device__ float table[4] = {1.f,2.f,3.f,4.f};
__constant__ float coef[8];
__device__ float* ptrs[2] = {table, table+1};
struct P { int a; float b; double c; };
__noinline__ __device__ int fib(int n){ return n<2?n:fib(n-1)+n; }
__device__ __noinline__ float helper(float x, P p){ return x*p.b+(float)p.c+p.a; }
extern __shared__ float dyn[];
template<typename T> __global__ void __launch_bounds__(256,2) k1(T* x, P p, int n){
  __shared__ T tile[256];
  int i = blockIdx.x*blockDim.x+threadIdx.x;
  tile[threadIdx.x]=x[i]; dyn[threadIdx.x]=coef[i&7];
  __syncthreads();
  x[i]=tile[255-threadIdx.x]+(T)helper(dyn[threadIdx.x],p)+(T)fib(n);
  if(i==0) printf("hello %d %f\n", n, p.c);
  assert(n>0);
  atomicAdd(&counter,1);
  *ptrs[n&1]=2.f;
}
template __global__ void k1<float>(float*,P,int);
__global__ void k2(__half2* a, __half* b, __nv_bfloat16* c, __nv_bfloat162* d, int n){
  int i=threadIdx.x;
  a[i]=__hfma2(a[i],a[i+1],a[i+2]); b[i]=__hadd(b[i],__float2half(1.5f)); c[i]=__float2bfloat16(__bfloat162float(c[i])*2.f); d[i]=__hmul2(d[i],d[i+1]);
}
__global__ void k3(float* x, float* y){
  __shared__ float s[256];
  __pipeline_memcpy_async(&s[threadIdx.x*4], &x[threadIdx.x*4], 16); __pipeline_commit(); __pipeline_wait_prior(0); __syncthreads();
  auto w = cg::tiled_partition<32>(cg::this_thread_block());
  float v=s[threadIdx.x]; for(int o=16;o;o>>=1) v+=w.shfl_down(v,o);
  unsigned b=__ballot_sync(~0u,v>1); unsigned m=__match_any_sync(~0u,(int)v);
  y[threadIdx.x]=v+b+m+__popc(m)+__clz(b)+__brev(b)+__ffs(m);
  if(threadIdx.x<7) atomicMax((int*)y,3);
  float r=atomicAdd(y+5,1.f); atomicCAS((int*)y+8,1,2); atomicExch(y+9,r);
}
__global__ void k4(float* y, float x, double z, int n, long long ll){
  y[0]=sinf(x)+cosf(x)+tanf(x)+expf(x)+logf(x)+powf(x,y[1])+sqrtf(x)+rsqrtf(x)+__sinf(x)+__cosf(x)+__logf(x)+erff(x)+tgammaf(x);
  y[1]=(float)(sin(z)+exp(z)+log(z)); y[2]=n/7+n%5>3; y[4]=(float)(ll/n+ll%3); y[5]=rintf(x)+floorf(x)+ceilf(x)+truncf(x)+roundf(x)+fmodf(x,3.f);
  switch(n){case 0:y[6]=1;break;case 1:y[7]=2;break;case 2:y[6]=3;break;case 3: y[9]=5;break;case 4:y[6]=8;break;case 5:y[1]=2;}
  y[8]=__dp4a(n,n,n); asm volatile("{ .reg .u32 t1; add.u32 t1, %1, 3; mov.b32 %0, t1; }" : "=r"(n): "r"(n)); y[10]=n+__byte_perm(n,n,0x1234)+__funnelshift_l(n,n,3);
  y[11]=clock64(); __nanosleep(20); volatile float* vv=y; vv[12]=vv[13]; __threadfence(); y[14]=__ldg(y+15)+__ldcg(y+16); __stcs(y+17,1.f);
  float4 f=((float4*)y)[5]; ((float4*)y)[6]=f; 
}
typedef float (*fn)(float); __device__ float fa(float x){return x+1;} __device__ float fb(float x){return x*2;}
__device__ fn fns[2]={fa,fb};
__global__ void k5(float* y,int i){ y[0]=fns[i](y[1]); float loc[64]; for(int j=0;j<64;j++) loc[j]=y[j]; y[2]=loc[i]; }
#if __CUDA_ARCH__ >= 800
__global__ void k6(int* y){ y[0]=__reduce_add_sync(~0u,y[1])+__reduce_max_sync(~0u,y[1]); }
#else
__global__ void k6(int* y){}
#endif

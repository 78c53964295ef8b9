#include <torch/types.h>

#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <vector>

static void warpsmith_expect(const torch::Tensor& tensor, const char* name, torch::ScalarType type,
                             at::IntArrayRef shape) {
  TORCH_CHECK(tensor.is_cuda(), name, " is on ", tensor.device(), ", expected on a CUDA device");
  TORCH_CHECK(tensor.scalar_type() == type && tensor.sizes() == shape, name, " is ",
              tensor.scalar_type(), tensor.sizes(), "; this module was made for ", type, shape);
}

template <typename... Parameters, typename... Arguments>
static void warpsmith_launch(void (*kernel)(Parameters...), dim3 grid, dim3 block, size_t shared,
                             bool cooperative, dim3 cluster, Arguments... arguments) {
  std::vector<cudaLaunchAttribute> attributes;
  if (cooperative) {
    cudaLaunchAttribute attribute = {};
    attribute.id = cudaLaunchAttributeCooperative;
    attribute.val.cooperative = 1;
    attributes.push_back(attribute);
  }
  if (cluster.x > 0) {
    cudaLaunchAttribute attribute = {};
    attribute.id = cudaLaunchAttributeClusterDimension;
    attribute.val.clusterDim.x = cluster.x;
    attribute.val.clusterDim.y = cluster.y;
    attribute.val.clusterDim.z = cluster.z;
    attributes.push_back(attribute);
  }
  cudaLaunchConfig_t config = {};
  config.gridDim = grid;
  config.blockDim = block;
  config.dynamicSmemBytes = shared;
  config.stream = c10::cuda::getCurrentCUDAStream();
  config.attrs = attributes.data();
  config.numAttrs = static_cast<unsigned>(attributes.size());
  C10_CUDA_CHECK(cudaLaunchKernelEx(&config, kernel, static_cast<Parameters>(arguments)...));
}

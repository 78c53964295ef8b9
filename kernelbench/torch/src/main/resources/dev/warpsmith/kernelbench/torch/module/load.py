EXTENSION = load_inline(
    name="${NAME}",
    cpp_sources=["#include <vector>\n${DECLARATION}"],
    cuda_sources=[CUDA_SOURCE],
    functions=["warpsmith_run"],
    extra_cuda_cflags=${FLAGS},
)

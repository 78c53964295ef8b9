package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Combine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Device functions of scans; each is written once, when first used. */
final class ScanHelpers {
  private final Map<String, String> functions = new LinkedHashMap<>();
  private final Combine combine;
  private final String index;

  ScanHelpers(Combine combine, String index) {
    this.combine = combine;
    this.index = index;
  }

  List<String> texts() {
    return new ArrayList<>(functions.values());
  }

  private String word() {
    return combine.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns a call that gives each lane what the lanes before it combine to, and all of them the
   * {@code total}.
   *
   * @param lanes a power of two up to 32
   */
  String before(int lanes, String value) {
    String name = word() + "_before_" + lanes;
    functions.computeIfAbsent(
        name,
        key ->
            """
            // Combines the values of the lanes before this one, of %d neighbours, and of all of them.
            __device__ __forceinline__ float %s(float value, float& total) {
              const int lane = threadIdx.x %% %d;
              #pragma unroll
              for (int offset = 1; offset < %d; offset *= 2) {
                const float other = __shfl_up_sync(0xffffffffu, value, offset, %d);
                if (lane >= offset) value = %s;
              }
              total = __shfl_sync(0xffffffffu, value, %d, %d);
              const float before = __shfl_up_sync(0xffffffffu, value, 1, %d);
              return lane == 0 ? %s : before;
            }
            """
                .formatted(
                    lanes,
                    key,
                    lanes,
                    lanes,
                    lanes,
                    Accumulators.combined(combine, "other", "value"),
                    lanes - 1,
                    lanes,
                    lanes,
                    Accumulators.identity(combine, "0")));
    return name + "(" + value + ", total)";
  }

  /** Returns the function by which a warp publishes a tile's total and finds what is before it. */
  String lookback() {
    String name = word() + "_lookback" + (index.equals("int") ? "" : "_long");
    functions.computeIfAbsent(
        name,
        key ->
            """
            // Publishes a tile's total, combines those of the tiles from `first` on before it, and
            // publishes the two together. A state is a double whose last two bits tell what it stands
            // for: 0 nothing yet, 1 the tile's total, 2 everything up to the tile's end. In a float the
            // sum would depend on how many tiles had ended when it was made.
            __device__ __forceinline__ unsigned long long $name_state(double value, unsigned int what) {
              return ((unsigned long long)__double_as_longlong(value) & ~3ull) | what;
            }

            __device__ __forceinline__ float $name(unsigned long long* states, $index tile, $index first, float total) {
              volatile unsigned long long* const published = states;
              const int lane = threadIdx.x % 32;
              if (lane == 0) published[tile] = $name_state(total, tile == first ? 2 : 1);
              if (tile == first) return $identity;
              double running = $identity;
              for ($index last = tile - 1;; last -= 32) {
                const $index at = last - lane;
                unsigned long long state = $name_state($identity, 2);
                if (at >= first) state = published[at];
                while (__any_sync(0xffffffffu, (state & 3) == 0)) {
                  __nanosleep(40);
                  if (at >= first) state = published[at];
                }
                const unsigned int ends = __ballot_sync(0xffffffffu, (state & 3) == 2);
                const int stop = ends == 0 ? 31 : __ffs(ends) - 1;
                double value = lane <= stop ? __longlong_as_double(state & ~3ull) : $identity;
                #pragma unroll
                for (int offset = 1; offset < 32; offset *= 2) {
                  const double other = __shfl_xor_sync(0xffffffffu, value, offset);
                  value = $lanes;
                }
                running = $before;
                if (ends != 0) break;
              }
              const double through = $through;
              if (lane == 0) published[tile] = $name_state(through, 2);
              return (float)running;
            }
            """
                .replace("$name", key)
                .replace("$index", index)
                .replace("$identity", Accumulators.identity(combine, "0"))
                .replace("$lanes", Accumulators.combined(combine, "other", "value"))
                .replace("$before", Accumulators.combined(combine, "value", "running"))
                .replace("$through", Accumulators.combined(combine, "running", "total")));
    return name;
  }

  /** Writes how a block learns which tile is its own: in the order in which blocks start. */
  void ticket(CudaWriter out, String states, String length, int chunk) {
    out.line("if (threadIdx.x == 0) ticket = atomicAdd(" + states + ", 1ull);");
    out.line("__syncthreads();");
    out.line("const %s tile = (%s)ticket;".formatted(index, index));
    out.line("const %s tiles = (%s + %d) / %d;".formatted(index, length, chunk - 1, chunk));
    out.line("const " + index + " row = tile / tiles;");
  }

  /** Returns the kernel that makes tickets and states ready. */
  String clear(String kernel) {
    return """
        extern "C" __global__ void __launch_bounds__(256) %s_clear(unsigned long long* states, int count) {
          const int i = blockIdx.x * 256 + threadIdx.x;
          if (i < count) states[i] = 0;
        }
        """
        .formatted(kernel);
  }
}

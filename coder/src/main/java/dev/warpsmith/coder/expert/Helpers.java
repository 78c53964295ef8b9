package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Combine;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Device functions that generated kernels call; each is written once, when first used. */
final class Helpers {
  /** The type that moves so many bytes at once. */
  private static final Map<Integer, String> PACKED =
      Map.of(2, "unsigned short", 4, "unsigned int", 8, "uint2", 16, "uint4");

  /** The fences order what the block's threads wrote before, and what they read after. */
  private static final String LAST_BLOCK =
      """
      // Tells whether all other blocks that share a ticket were here; then it sees what they wrote,
      // and the ticket is as before the first.
      __device__ __forceinline__ bool last_block(unsigned int* ticket, unsigned int shares) {
        __shared__ bool last;
        __syncthreads();
        if (threadIdx.x == 0) {
          __threadfence();
          last = atomicInc(ticket, shares - 1) == shares - 1;
          __threadfence();
        }
        __syncthreads();
        return last;
      }
      """;

  private static final String MAX_NAN =
      """
      // Returns the larger one, or NaN if either is.
      __device__ __forceinline__ float max_nan(float a, float b) {
      #if __CUDA_ARCH__ >= 800
        float larger;
        asm("max.NaN.f32 %0, %1, %2;" : "=f"(larger) : "f"(a), "f"(b));
        return larger;
      #else
        return b > a || b != b ? b : a;
      #endif
      }
      """;

  private final Map<String, String> functions = new LinkedHashMap<>();
  private final String index;

  /**
   * Starts with none.
   *
   * @param index the C++ type of positions
   */
  Helpers(String index) {
    this.index = index;
  }

  List<String> texts() {
    return new ArrayList<>(functions.values());
  }

  /** Returns the function that returns the larger of two floats, or NaN if either is. */
  String maxNan() {
    functions.put("max_nan", MAX_NAN);
    return "max_nan";
  }

  /** Adds a function unless it is there; returns its name. */
  String add(String name, String text) {
    functions.putIfAbsent(name, text);
    return name;
  }

  /** Returns the function that reads {@code width} elements of read-only memory as floats. */
  String read(int width, DType type) {
    return access("read", width, type);
  }

  /**
   * Returns the function that reads an element as a float unless a word has bits, and then returns
   * 0: by a predicate, where a compiler would jump around each of many loads.
   */
  String readUnless(DType type) {
    return unless("read_unless", "0", "0", type);
  }

  /** Returns the function that reads an element likewise, or else returns the lowest of all. */
  String lowestUnless(DType type) {
    String bits = type == DType.F32 ? "-INFINITY" : type == DType.F16 ? "0xFC00" : "0xFF80";
    return unless("lowest_unless", "-infinity", bits, type);
  }

  private String unless(String function, String instead, String initial, DType type) {
    String name = function + (type == DType.F32 ? "" : "_" + type.directiveName());
    boolean single = type == DType.F32;
    String element = type.cudaName();
    String value = single ? "value" : "*reinterpret_cast<" + element + "*>(&value)";
    return add(
        name,
        """
        // Returns an element, or %s without reading it if `missing` has bits.
        __device__ __forceinline__ float %s(const %s* from, unsigned missing) {
          %s value = %s;
          asm("{ .reg .pred none; setp.eq.u32 none, %%2, 0; @none ld.global.nc.%s %%0, [%%1]; }"
              : "+%s"(value) : "l"(__cvta_generic_to_global(from)), "r"(missing));
          return %s;
        }
        """
            .formatted(
                instead,
                name,
                element,
                single ? "float" : "unsigned short",
                initial,
                single ? "f32" : "u16",
                single ? "f" : "h",
                value));
  }

  /** Returns the function that reads {@code width} elements of shared memory. */
  String readShared(int width) {
    return access("read_shared", width, DType.F32);
  }

  /** Returns the function that reads {@code width} elements that another block just wrote. */
  String readLatest(int width) {
    return access("read_latest", width, DType.F32);
  }

  /** Returns the function that writes {@code width} floats as elements of a type. */
  String write(int width, DType type) {
    return access("write", width, type);
  }

  /**
   * Returns the statement that calls a function of {@link #read}, {@link #readShared} or {@link
   * #write} where {@code aligned} and, if several elements move, {@code step} are known.
   *
   * @param first position of the first element
   * @param end position after the last one
   */
  static String move(String function, int width, String to, String from, String first, String end) {
    String arguments = String.join(", ", to, from, first, end);
    return width == 1
        ? function + "(" + arguments + ");"
        : function + "<aligned>(" + arguments + ", step);";
  }

  private String access(String verb, int width, DType type) {
    String suffix = type == DType.F32 ? "" : "_" + type.directiveName();
    String name = verb + width + suffix + (index.equals("int") ? "" : "_long");
    functions.computeIfAbsent(
        name, key -> width == 1 ? single(key, verb, type) : wide(key, verb, width, type));
    return name;
  }

  private String single(String name, String verb, DType type) {
    boolean write = verb.equals("write");
    String body =
        write
            ? "to[first] = from[0];"
            : "to[0] = " + load(verb, element("from + first", type)) + ";";
    return """
        // %s one element if it lies before `end`.
        __device__ __forceinline__ void %s(%s, %s first, %s end) {
          if (first < end) %s
        }
        """
        .formatted(write ? "Writes" : "Reads", name, pointers(write, 1, type), index, index, body);
  }

  private String wide(String name, String verb, int width, DType type) {
    boolean write = verb.equals("write");
    String one =
        write
            ? "to[first + lane * step] = from[lane];"
            : "to[lane] = " + load(verb, element("from + first + lane * step", type)) + ";";
    return """
        // %s %d elements before `end`: neighbours at once if `aligned`, else every `step`-th.
        template <bool aligned>
        __device__ __forceinline__ void %s(%s, %s first, %s end, int step) {
          if constexpr (aligned) {
            if (first < end) {
        %s    }
          } else {
            #pragma unroll
            for (int lane = 0; lane < %d; ++lane) {
              if (first + lane * step < end) %s
            }
          }
        }
        """
        .formatted(
            write ? "Writes" : "Reads",
            width,
            name,
            pointers(write, width, type),
            index,
            index,
            neighbours(verb, width, type).indent(6),
            width,
            one);
  }

  /** Returns the lines that move neighbours, at most 16 bytes at once. */
  private static String neighbours(String verb, int width, DType type) {
    if (type == DType.F32) {
      StringBuilder lines = new StringBuilder();
      for (int first = 0; first < width; first += 4) {
        lines.append(floats(verb, first, Math.min(4, width - first)));
      }
      return lines.toString();
    }
    String all = PACKED.get(width * type.bytes());
    String element = type.cudaName();
    return verb.equals("write")
        ? """
        %s all;
        %s* parts = reinterpret_cast<%s*>(&all);
        #pragma unroll
        for (int lane = 0; lane < %d; ++lane) parts[lane] = from[lane];
        *reinterpret_cast<%s*>(to + first) = all;
        """
            .formatted(all, element, element, width, all)
        : """
        const %s all = __ldg(reinterpret_cast<const %s*>(from + first));
        const %s* parts = reinterpret_cast<const %s*>(&all);
        #pragma unroll
        for (int lane = 0; lane < %d; ++lane) to[lane] = parts[lane];
        """
            .formatted(all, all, element, element, width);
  }

  private static String floats(String verb, int first, int width) {
    String type = "float" + width;
    String at = first == 0 ? " + first" : " + first + " + first;
    if (verb.equals("write")) {
      StringJoiner values = new StringJoiner(", ", "(", ")");
      for (int lane = first; lane < first + width; lane++) {
        values.add("from[" + lane + "]");
      }
      return "*reinterpret_cast<" + type + "*>(to" + at + ") = make_" + type + values + ";\n";
    }
    String all = first == 0 ? "all" : "all" + first;
    StringJoiner values = new StringJoiner(" ", "", "\n");
    for (int lane = 0; lane < width; lane++) {
      values.add("to[" + (first + lane) + "] = " + all + "." + "xyzw".charAt(lane) + ";");
    }
    String from = load(verb, "reinterpret_cast<const " + type + "*>(from" + at + ")");
    return "const " + type + " " + all + " = " + from + ";\n" + values;
  }

  /** Returns an address that can be loaded from: there are no functions that load a bool. */
  private static String element(String address, DType type) {
    return type == DType.BOOL ? "reinterpret_cast<const unsigned char*>(" + address + ")" : address;
  }

  /** Returns an element of read-only memory that a kernel computes with. */
  static String element(TensorSpec tensor, String address) {
    return load("read", element(address, tensor.dtype()));
  }

  private static String load(String verb, String address) {
    return switch (verb) {
      case "read" -> "__ldg(" + address + ")";
      case "read_latest" -> "__ldcg(" + address + ")";
      default -> "*(" + address + ")";
    };
  }

  private static String pointers(boolean write, int width, DType type) {
    String element = type.cudaName();
    return write
        ? element + "* to, const float (&from)[" + width + "]"
        : "float (&to)[" + width + "], const " + element + "* from";
  }

  /** Returns the function that tells a block whether it is the last of its group. */
  String lastBlock() {
    functions.computeIfAbsent("last_block", key -> LAST_BLOCK);
    return "last_block";
  }

  /** Returns the C++ type of a reduction's accumulator, and defines it if it is a struct. */
  String accumulator(Combine combine) {
    if (Accumulators.isArg(combine)) {
      functions.computeIfAbsent("struct " + index, key -> Accumulators.struct(index));
    }
    if (Accumulators.isPair(combine)) {
      String name = "define " + combine + index;
      functions.computeIfAbsent(name, key -> Accumulators.definition(combine, index));
    }
    return Accumulators.type(combine, index);
  }

  /** Returns the floats of shared memory that {@link #reduce} needs. */
  int slotFloats(Combine combine) {
    return 32 * Accumulators.floats(combine, index);
  }

  /**
   * Returns a call that combines a value over threads and gives each of them the result.
   *
   * @param threads a power of two up to 32, or a multiple of 32: the whole block
   * @param slot shared memory for a value per warp, used only above 32 threads
   */
  String reduce(Combine combine, int threads, String value, String slot) {
    if (threads == 1) {
      return value;
    }
    String type = accumulator(combine);
    String lanes = reduceLanes(combine, 1, Math.min(threads, 32));
    if (threads <= 32) {
      return lanes + "(" + value + ")";
    }
    String name = named(combine) + "_over_" + threads;
    int warps = threads / 32;
    int width = Math.max(2, Integer.highestOneBit(2 * warps - 1));
    String last = reduceLanes(combine, 1, width);
    String identity = Accumulators.identity(combine, "0x7fffffff");
    functions.computeIfAbsent(
        name,
        key ->
            """
            // Combines the values of the block's %d threads and returns the result to each of them.
            __device__ __forceinline__ %s %s(%s value, %s* warps) {
              value = %s(value);
              if (threadIdx.x %% 32 == 0) warps[threadIdx.x / 32] = value;
              __syncthreads();
              const int lane = threadIdx.x %% %d;
              return %s(lane < %d ? warps[lane] : %s);
            }
            """
                .formatted(
                    threads,
                    type,
                    key,
                    type,
                    type,
                    lanes,
                    width,
                    last,
                    warps,
                    type.equals("float") ? identity : type + identity));
    String pointer = type.equals("float") ? slot : "reinterpret_cast<" + type + "*>(" + slot + ")";
    return name + "(" + value + ", " + pointer + ")";
  }

  /**
   * Returns the function that combines a value over lanes whose distances are multiples of {@code
   * nearest}.
   *
   * @param lanes how far they reach; {@code nearest} times a power of two
   */
  String reduceLanes(Combine combine, int nearest, int lanes) {
    String type = accumulator(combine);
    String apart = nearest == 1 ? "" : "_by_" + nearest;
    String name = named(combine) + "_over_" + lanes + apart;
    if (combine == Combine.EXP_SUM) {
      String max = reduceLanes(Combine.MAX_NUMBER, nearest, lanes);
      String sum = reduceLanes(Combine.SUM, nearest, lanes);
      functions.computeIfAbsent(name, key -> Accumulators.expSumOver(key, max, sum));
      return name;
    }
    functions.computeIfAbsent(
        name,
        key ->
            """
            // Combines the values of %d neighbouring lanes%s and returns the result to each of them.
            __device__ __forceinline__ %s %s(%s value) {
              #pragma unroll
              for (int offset = %d; offset > %d; offset /= 2) {
                const %s other = %s;
                value = %s;
              }
              return value;
            }
            """
                .formatted(
                    lanes,
                    nearest == 1 ? "" : ", each " + nearest + "th,",
                    type,
                    key,
                    type,
                    lanes / 2,
                    nearest / 2,
                    type,
                    Accumulators.exchanged(combine, "value", "offset"),
                    Accumulators.combined(combine, "value", "other")));
    return name;
  }

  private String named(Combine combine) {
    boolean wide = Accumulators.isArg(combine) && !index.equals("int");
    return Accumulators.word(combine) + (wide ? "_long" : "");
  }
}

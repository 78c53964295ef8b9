package dev.warpsmith.kernels.emulator.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.Counter;
import dev.warpsmith.kernels.device.LaunchCounters;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every whole kernel in every variant. */
class WholeKernelsIT {
  private static final LaunchOptions FAST = LaunchOptions.compute();

  /** Kernels that the sanitizer accuses with reason, though what they leave is right. */
  private static final Map<String, String> UNSANITIZED =
      Map.of(
          "cub_merge_sort",
          "the library's merge reads one key past the last, which nobody has written, and drops it");

  private static Optional<CompiledFamilies> families = Optional.empty();

  @BeforeAll
  static void findCompiler() {
    families = Optional.of(new CompiledFamilies());
  }

  @AfterAll
  static void close() {
    families.ifPresent(CompiledFamilies::close);
  }

  static List<WholeKernel> kernels() {
    return Stream.of(
            Reductions.all(),
            Scans.all(),
            Sorts.all(),
            Histograms.all(),
            Stencils.all(),
            Transposes.all(),
            Gemms.all(),
            TensorCores.all(),
            Convolutions.all(),
            Rows.all(),
            SparseProducts.all(),
            Graphs.all(),
            Simulations.all(),
            Programs.all(),
            ByteKernels.all(),
            Tables.all(),
            Language.all(),
            Functions.all(),
            Groups.all(),
            Library.all(),
            Asynchronous.all())
        .flatMap(List::stream)
        .toList();
  }

  /** Each kernel for two of its architectures, so that every family meets all of them. */
  static Stream<Arguments> launches() {
    List<WholeKernel> kernels = kernels();
    List<Arguments> launches = new ArrayList<>();
    for (WholeKernel kernel : kernels) {
      int families =
          kernels.stream().map(WholeKernel::family).distinct().toList().indexOf(kernel.family());
      List<String> all = kernel.architectures();
      for (int k = 0; k < Math.min(2, all.size()); k++) {
        launches.add(Arguments.of(kernel, all.get((families + 2 * k) % all.size())));
      }
    }
    return launches.stream();
  }

  private static CompiledFamilies.Loaded load(WholeKernel kernel, String arch, int threads) {
    return families.orElseThrow().load(kernel.family(), arch, threads);
  }

  @ParameterizedTest(name = "{0} for {1}")
  @MethodSource("launches")
  void leavesWhatJavaComputes(WholeKernel kernel, String arch) {
    CompiledFamilies.Loaded one = load(kernel, arch, 1);
    CompiledFamilies.Loaded two = load(kernel, arch, 2);
    KernelRun first = KernelRun.of(kernel, one, FAST);
    check(kernel, first);
    KernelRun reordered = KernelRun.of(kernel, one, FAST.withSeed(5));
    check(kernel, reordered);
    same(KernelRun.of(kernel, two, FAST), first, k -> true);
    same(KernelRun.of(kernel, two, FAST.withSeed(5)), reordered, k -> true);
    List<KernelRun> split =
        LongStream.of(4, 5)
            .mapToObj(seed -> KernelRun.of(kernel, two, FAST.withSeed(seed).splittingWarps()))
            .toList();
    split.forEach(run -> check(kernel, run));
    KernelRun counted = KernelRun.of(kernel, two, LaunchOptions.counting(BlockSelection.all()));
    check(kernel, counted);
    counts(counted.record().counters().orElseThrow());
    if (UNSANITIZED.containsKey(kernel.name())) {
      return;
    }
    KernelRun sanitized = KernelRun.of(kernel, one, LaunchOptions.sanitizing(3));
    check(kernel, sanitized);
    if (!kernel.ordered()) {
      IntPredicate result = k -> kernel.buffers().get(k).expected().isPresent();
      List.of(reordered, counted, sanitized).forEach(run -> same(run, first, result));
      split.forEach(run -> same(run, first, result));
    }
  }

  private static void check(WholeKernel kernel, KernelRun run) {
    for (int k = 0; k < run.buffers().size(); k++) {
      byte[] bytes = run.buffers().get(k);
      kernel.buffers().get(k).expected().ifPresent(expected -> expected.check().accept(bytes));
    }
  }

  private static void same(KernelRun run, KernelRun other, IntPredicate compared) {
    for (int k = 0; k < run.buffers().size(); k++) {
      if (compared.test(k)) {
        assertThat(run.buffers().get(k)).containsExactly(other.buffers().get(k));
      }
    }
  }

  private static void counts(LaunchCounters counters) {
    double warps = counters.value(Counter.WARP_INSTRUCTIONS);
    assertThat(warps).isPositive();
    assertThat(counters.value(Counter.THREAD_INSTRUCTIONS)).isBetween(warps, 32 * warps);
    assertThat(
            counters.value(Counter.GLOBAL_STORE_REQUESTS)
                + counters.value(Counter.GLOBAL_ATOMIC_REQUESTS))
        .isPositive();
    assertThat(counters.value(Counter.WARP_CYCLES)).isPositive();
  }

  @Test
  void coversManyKernelsOfVariedStyle() {
    assertThat(kernels().stream().map(WholeKernel::toString).distinct()).hasSizeGreaterThan(120);
  }
}

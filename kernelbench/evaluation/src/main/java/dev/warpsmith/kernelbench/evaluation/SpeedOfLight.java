package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.graph.Cost;
import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.TensorSpec;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.profiler.model.Roofline;
import dev.warpsmith.profiler.model.Work;
import dev.warpsmith.profiler.model.Work.Precision;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The least time that a task takes on a GPU.
 *
 * <p>Matrix products in float32 count on the cheaper of the FP32 pipe and three TF32 products on
 * tensor cores: a split into three keeps float32 accuracy (Ootomo and Yokota 2022) and passes the
 * numerics gate. Of a task whose meaning is a kernel, only its tensors are known, not its
 * arithmetic.
 */
final class SpeedOfLight {
  private static final double TF32_PRODUCTS = 3;

  private final Task task;
  private final GpuSpec gpu;

  SpeedOfLight(Task task, GpuSpec gpu) {
    this.task = task;
    this.gpu = gpu;
  }

  /** Returns the roofline: every input read once, every output written once. */
  Roofline roofline() {
    return Roofline.of(
        gpu,
        new Work(
            readBytes() + writtenBytes(), cost().map(this::operations).orElseGet(() -> Map.of())));
  }

  /** Returns the roofline of a part of the task, at the same peaks. */
  Roofline roofline(Cost part) {
    return Roofline.of(gpu, new Work((double) part.bytes(), operations(part)));
  }

  private double readBytes() {
    return cost()
        .map(cost -> (double) cost.bytesRead())
        .orElseGet(
            () ->
                task.inputs().stream()
                    .mapToDouble(input -> (double) input.tensor().bytes(size()))
                    .sum());
  }

  private double writtenBytes() {
    return task.outputs().stream().mapToDouble(output -> (double) output.bytes(size())).sum();
  }

  private Map<Precision, Double> operations(Cost cost) {
    Map<Precision, Double> operations = new EnumMap<>(Precision.class);
    double scalar = (double) cost.work().arithmetic() + cost.work().special();
    operations.merge(scalarPrecision(), scalar, Double::sum);
    contraction((double) cost.work().contraction(), operations);
    return operations;
  }

  private void contraction(double count, Map<Precision, Double> operations) {
    if (count > 0 && floats() == DType.F32 && splitPays()) {
      operations.merge(Precision.TF32_TENSOR, TF32_PRODUCTS * count, Double::sum);
    } else if (count > 0) {
      operations.merge(contractionPrecision(), count, Double::sum);
    }
  }

  private boolean splitPays() {
    return gpu.tensor().tf32() / TF32_PRODUCTS > gpu.fp32Tflops();
  }

  private Precision contractionPrecision() {
    return switch (floats()) {
      case F16 -> Precision.FP16_TENSOR;
      case BF16 -> gpu.tensor().bf16() > 0 ? Precision.BF16_TENSOR : Precision.FP32;
      case F64 -> Precision.FP64;
      case F32, I64, I32, I16, I8, U8, BOOL -> Precision.FP32;
    };
  }

  private Precision scalarPrecision() {
    return floats() == DType.F64 ? Precision.FP64 : Precision.FP32;
  }

  /** Returns the widest floating-point type of the task's tensors. */
  private DType floats() {
    List<DType> types =
        Stream.concat(
                task.inputs().stream().map(input -> input.tensor().dtype()),
                task.outputs().stream().map(TensorSpec::dtype))
            .filter(DType::floating)
            .toList();
    return types.stream().max((a, b) -> Integer.compare(a.bytes(), b.bytes())).orElse(DType.F32);
  }

  private Optional<Cost> cost() {
    Optional<OpGraph> graph = task.graph();
    return graph.map(known -> known.cost(size()));
  }

  private Bindings size() {
    return task.dims();
  }
}

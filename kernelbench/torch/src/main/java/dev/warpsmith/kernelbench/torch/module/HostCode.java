package dev.warpsmith.kernelbench.torch.module;

import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskInput;
import dev.warpsmith.kernelbench.task.TaskScalar;
import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.DType;
import dev.warpsmith.kernels.Expression;
import dev.warpsmith.kernels.KernelSignature;
import dev.warpsmith.kernels.Launch;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * C++ that launches a candidate's plan on PyTorch's tensors, at the task's full size.
 *
 * <p>The function {@value #FUNCTION} takes the task's inputs in their order and returns its
 * outputs. Scratch tensors are allocated anew for each call, on the current stream of the inputs'
 * GPU.
 */
final class HostCode {
  static final String FUNCTION = "warpsmith_run";
  static final String DECLARATION =
      "std::vector<torch::Tensor> " + FUNCTION + "(std::vector<torch::Tensor> given);";

  /** More dynamic shared memory than this must be asked for (CUDA programming guide, 16). */
  private static final long SHARED_WITHOUT_ASKING = 48 << 10;

  private final Task task;
  private final Candidate candidate;
  private final Bindings values;
  private final Map<String, TensorSpec> tensors = new LinkedHashMap<>();
  private final Map<String, KernelSignature> kernels;
  private final StringBuilder text = new StringBuilder();

  HostCode(Task task, Candidate candidate) {
    this.task = task;
    this.candidate = candidate;
    this.values = task.dims().with(candidate.tunables());
    task.inputs().forEach(input -> tensors.put(input.tensor().name(), input.tensor()));
    task.outputs().forEach(output -> tensors.put(output.name(), output));
    candidate.plan().scratch().forEach(scratch -> tensors.putIfAbsent(scratch.name(), scratch));
    this.kernels =
        candidate.source().kernels().stream()
            .collect(Collectors.toMap(KernelSignature::name, k -> k, (first, second) -> first));
  }

  /** Returns the function's definition. */
  String function() {
    line("std::vector<torch::Tensor> " + FUNCTION + "(std::vector<torch::Tensor> given) {");
    List<TaskInput> inputs = task.inputs();
    line(
        String.format(
            Locale.ROOT,
            "  TORCH_CHECK(given.size() == %d, \"expected %s\");",
            inputs.size(),
            names(inputs)));
    if (!inputs.isEmpty()) {
      line("  const c10::cuda::OptionalCUDAGuard guard(given[0].device());");
    }
    for (int i = 0; i < inputs.size(); i++) {
      input(i, inputs.get(i));
    }
    task.outputs().stream().filter(output -> !isInput(output)).forEach(this::allocate);
    candidate.plan().scratch().forEach(this::allocate);
    candidate.plan().launches().forEach(this::launch);
    line(
        String.format(
            Locale.ROOT,
            "  return {%s};",
            task.outputs().stream()
                .map(output -> variable(output.name()))
                .collect(Collectors.joining(", "))));
    line("}");
    return text.toString();
  }

  private void input(int index, TaskInput input) {
    TensorSpec tensor = input.tensor();
    String copy = input.updated() ? ".clone()" : "";
    // KernelBench gives every tensor as float32, masks and indices as well.
    String cast = tensor.dtype().floating() ? "" : ".to(" + type(tensor.dtype()) + ")";
    line(
        String.format(
            Locale.ROOT,
            "  torch::Tensor %s = given[%d].detach()%s.contiguous()%s;",
            variable(tensor.name()),
            index,
            cast,
            copy));
    line(
        String.format(
            Locale.ROOT,
            "  warpsmith_expect(%s, \"%s\", %s, %s);",
            variable(tensor.name()),
            tensor.name(),
            type(tensor.dtype()),
            shape(tensor)));
  }

  private boolean isInput(TensorSpec output) {
    return task.inputs().stream().anyMatch(input -> input.tensor().name().equals(output.name()));
  }

  private void allocate(TensorSpec tensor) {
    line(
        String.format(
            Locale.ROOT,
            "  torch::Tensor %s = torch::empty(%s, torch::dtype(%s).device(torch::kCUDA));",
            variable(tensor.name()),
            shape(tensor),
            type(tensor.dtype())));
  }

  private void launch(Launch launch) {
    KernelSignature kernel = kernels.get(launch.kernel());
    if (kernel == null || kernel.parameters().size() != launch.arguments().size()) {
      throw new IllegalStateException("a proven candidate launches an unknown " + launch.kernel());
    }
    long shared = launch.sharedBytes().evaluate(values);
    if (shared > SHARED_WITHOUT_ASKING) {
      line(
          String.format(
              Locale.ROOT,
              "  C10_CUDA_CHECK(cudaFuncSetAttribute(%s,"
                  + " cudaFuncAttributeMaxDynamicSharedMemorySize, %d));",
              launch.kernel(),
              shared));
    }
    String cluster = launch.cluster().map(this::extents).orElse("dim3(0)");
    line(
        String.format(
            Locale.ROOT,
            "  warpsmith_launch(%s, %s, %s, %d, %b, %s%s);",
            launch.kernel(),
            extents(launch.grid()),
            extents(launch.block()),
            shared,
            launch.cooperative(),
            cluster,
            arguments(launch, kernel)));
  }

  private String arguments(Launch launch, KernelSignature kernel) {
    StringBuilder arguments = new StringBuilder();
    for (int i = 0; i < launch.arguments().size(); i++) {
      arguments
          .append(", ")
          .append(argument(launch.arguments().get(i), kernel.parameters().get(i)));
    }
    return arguments.toString();
  }

  private String argument(Expression argument, KernelSignature.Parameter parameter) {
    String type = "(" + parameter.type() + ")";
    Optional<String> name = argument.asName();
    Optional<TensorSpec> tensor = name.flatMap(n -> Optional.ofNullable(tensors.get(n)));
    if (tensor.isPresent()) {
      return type + variable(tensor.get().name()) + ".data_ptr()";
    }
    return name.flatMap(this::scalar)
        .map(scalar -> type + number(scalar))
        .orElseGet(() -> type + argument.evaluate(values) + "LL");
  }

  private Optional<TaskScalar> scalar(String name) {
    return task.scalars().stream().filter(scalar -> scalar.name().equals(name)).findFirst();
  }

  private static String number(TaskScalar scalar) {
    return scalar.dtype().floating()
        ? "(" + Double.toHexString(scalar.value()) + ")"
        : (long) scalar.value() + "LL";
  }

  private String extents(List<Expression> extents) {
    return extents.stream()
        .map(extent -> Long.toString(extent.evaluate(values)))
        .collect(Collectors.joining(", ", "dim3(", ")"));
  }

  private String shape(TensorSpec tensor) {
    return Arrays.stream(tensor.shape(values))
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String names(List<TaskInput> inputs) {
    return inputs.stream()
        .map(input -> input.tensor().toString())
        .collect(Collectors.joining("; "));
  }

  /** Names of tensors may be those of kernels. */
  private static String variable(String tensor) {
    return "tensor_" + tensor;
  }

  private static String type(DType type) {
    return switch (type) {
      case F64 -> "torch::kFloat64";
      case F32 -> "torch::kFloat32";
      case F16 -> "torch::kFloat16";
      case BF16 -> "torch::kBFloat16";
      case I64 -> "torch::kInt64";
      case I32 -> "torch::kInt32";
      case I16 -> "torch::kInt16";
      case I8 -> "torch::kInt8";
      case U8 -> "torch::kUInt8";
      case BOOL -> "torch::kBool";
    };
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}

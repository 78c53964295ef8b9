package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.device.KernelParameter;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import dev.warpsmith.kernels.ptx.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells pointers from integers among a kernel's parameters.
 *
 * <p>Before sm_100, nvcc does not say which 64-bit parameters are pointers; those that addresses
 * are computed from are.
 */
final class ParameterKinds {
  private ParameterKinds() {}

  static List<KernelParameter> of(FlatKernel kernel) {
    return of(kernel.parameters(), pointers(kernel));
  }

  /** Returns what the declarations alone tell. */
  static List<KernelParameter> declared(List<Variable> variables) {
    return of(variables, Set.of());
  }

  private static List<KernelParameter> of(List<Variable> variables, Set<String> pointers) {
    List<KernelParameter> parameters = new ArrayList<>();
    for (Variable parameter : variables) {
      parameters.add(
          new KernelParameter(Math.toIntExact(parameter.bytes()), kind(parameter, pointers)));
    }
    return parameters;
  }

  private static KernelParameter.Kind kind(Variable parameter, Set<String> pointers) {
    if (!parameter.dimensions().isEmpty()) {
      return KernelParameter.Kind.OPAQUE;
    }
    if (parameter.pointer().isPresent() || pointers.contains(parameter.name())) {
      return KernelParameter.Kind.POINTER;
    }
    return switch (parameter.type().family()) {
      case FLOATING -> KernelParameter.Kind.FLOATING;
      case SIGNED, UNSIGNED -> KernelParameter.Kind.INTEGER;
      case BITS, PREDICATE -> KernelParameter.Kind.OPAQUE;
    };
  }

  private static Set<String> pointers(FlatKernel kernel) {
    AccessRoots roots = new AccessRoots(kernel);
    Set<String> pointers = new HashSet<>();
    for (Instruction i : kernel.code()) {
      if (i.opcode().equals("cvta")) {
        roots.parameter(i.operands().get(1)).ifPresent(pointers::add);
      } else if (MemoryShapes.isAccess(i) && !i.has("param")) {
        Operand.Address address = MemoryShapes.address(i);
        roots.parameter(address.base()).ifPresent(pointers::add);
      }
    }
    return pointers;
  }
}

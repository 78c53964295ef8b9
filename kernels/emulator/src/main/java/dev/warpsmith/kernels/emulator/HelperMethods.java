package dev.warpsmith.kernels.emulator;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/**
 * The static methods that generated code calls.
 *
 * <p>Names and descriptors are put together from an instruction's modifiers and operands. One that
 * does not exist would end a launch when it is first called; so it is looked for when the call is
 * written.
 */
final class HelperMethods {
  private static final ClassValue<Set<String>> METHODS =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> owner) {
          return Stream.of(owner.getDeclaredMethods(), owner.getMethods())
              .flatMap(Arrays::stream)
              .map(method -> method.getName() + Type.getMethodDescriptor(method))
              .collect(Collectors.toUnmodifiableSet());
        }
      };

  private HelperMethods() {}

  /**
   * Checks that a method exists.
   *
   * @throws IllegalArgumentException if it does not: the instruction has a form that the ISA does
   *     not know
   */
  static void require(Class<?> owner, String name, String descriptor) {
    if (!METHODS.get(owner).contains(name + descriptor)) {
      throw new IllegalArgumentException("there is no " + name + " of (" + shown(descriptor) + ")");
    }
  }

  private static String shown(String descriptor) {
    return Arrays.stream(Type.getArgumentTypes(descriptor))
        .map(Type::getClassName)
        .collect(Collectors.joining(", "));
  }
}

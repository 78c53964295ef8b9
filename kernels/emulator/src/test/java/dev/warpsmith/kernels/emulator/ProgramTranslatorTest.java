package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.PtxModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.ClassReader;

class ProgramTranslatorTest {
  /** HotSpot interprets methods above 8,000 bytes, at a tenth of the speed. */
  private static final int HUGE_METHOD = 8000;

  @ParameterizedTest
  @EnumSource(Variant.class)
  void keepsMethodsSmallEnoughForTheCompiler(Variant variant) {
    PtxModule module = PtxModule.parse(KernelRunner.resource("unrolled.sm_90.ptx"));
    Function entry = module.kernels().get(0);
    Program program = Program.of(module, entry, Map.of());
    List<Integer> sizes = sizes(program.classFiles(variant).get(0));
    assertThat(sizes).hasSizeGreaterThan(5);
    assertThat(sizes).allMatch(size -> size < HUGE_METHOD);
  }

  @Test
  void showsLinesOfThePtxInStackTraces() {
    String ptx = KernelRunner.resource("unrolled.sm_90.ptx");
    PtxModule module = PtxModule.parse(ptx);
    Program program = Program.of(module, module.kernels().get(0), Map.of());
    Warp[] nobody = new Warp[1];
    Throwable failure = catchThrowable(() -> program.code(Variant.FAST).run(0, nobody[0], 1));
    StackTraceElement frame = failure.getStackTrace()[0];
    assertThat(frame.getClassName()).contains("Kernel_" + module.kernels().get(0).name());
    assertThat(frame.getFileName()).isEqualTo("kernel.ptx");
    List<Integer> lines =
        program.flow().blocks().get(0).code().stream().map(Instruction::ptxLine).toList();
    assertThat(lines).contains(frame.getLineNumber());
  }

  /** Returns the length of each method's code (JVM specification, section 4.7.3). */
  private static List<Integer> sizes(byte[] bytecode) {
    ClassReader reader = new ClassReader(bytecode);
    List<Integer> sizes = new ArrayList<>();
    int position = reader.header + 8 + 2 * reader.readUnsignedShort(reader.header + 6);
    for (int kind = 0; kind < 2; kind++) {
      int members = reader.readUnsignedShort(position);
      position += 2;
      for (int k = 0; k < members; k++) {
        position = attributes(reader, position + 6, sizes);
      }
    }
    return sizes;
  }

  private static int attributes(ClassReader reader, int start, List<Integer> sizes) {
    char[] buffer = new char[reader.getMaxStringLength()];
    int count = reader.readUnsignedShort(start);
    int position = start + 2;
    for (int k = 0; k < count; k++) {
      if ("Code".equals(reader.readUTF8(position, buffer))) {
        sizes.add(reader.readInt(position + 10));
      }
      position += 6 + reader.readInt(position + 2);
    }
    return position;
  }
}

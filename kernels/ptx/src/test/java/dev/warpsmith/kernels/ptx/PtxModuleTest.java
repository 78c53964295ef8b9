package dev.warpsmith.kernels.ptx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PtxModuleTest {
  private static final String HEADER = ".version 9.0\n.target sm_90\n.address_size 64\n";

  static String resource(String name) {
    try (InputStream in = PtxModuleTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Instruction> instructions(List<Statement> statements) {
    return statements.stream()
        .flatMap(
            s ->
                s instanceof Statement.Scope scope
                    ? instructions(scope.statements())
                    : s instanceof Instruction i ? Stream.of(i) : Stream.empty());
  }

  private static Instruction single(String line) {
    String text = HEADER + ".visible .entry k()\n{\n.loc 1 31 3\n" + line + "\n}\n";
    return instructions(PtxModule.parse(text).kernels().get(0).body().orElseThrow())
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"softmax.sm_90.ptx", "varied.sm_75.ptx", "varied.sm_90.ptx", "varied.sm_100.ptx"})
  void printsWhatParsesToTheSameModule(String name) {
    PtxModule module = PtxModule.parse(resource(name));
    String printed = module.print();
    PtxModule again = PtxModule.parse(printed);
    assertThat(again.print()).isEqualTo(printed);
    assertThat(again.variables()).isEqualTo(module.variables());
    assertThat(again.functions()).hasSameSizeAs(module.functions());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"softmax.sm_90.ptx", "varied.sm_75.ptx", "varied.sm_90.ptx", "varied.sm_100.ptx"})
  void keepsEveryInstructionOfTheText(String name) {
    String text = resource(name);
    long semicolons =
        Pattern.compile(
                "(?m)(^|[;{])[ \\t]*(@!?%p\\d+[ \\t]+)?(?!call|prototype|param\\d|vprintf)[a-z]\\w*[^;:]*(::[^;:]*)?;")
            .matcher(text.replaceAll("//.*", ""))
            .results()
            .count();
    long parsed =
        PtxModule.parse(text).functions().stream()
            .flatMap(f -> f.body().stream())
            .flatMap(PtxModuleTest::instructions)
            .filter(i -> !i.opcode().equals("call"))
            .count();
    assertThat(parsed).isEqualTo(semicolons);
  }

  @Test
  void readsTheHeaderAndKernelsOfASoftmax() {
    PtxModule module = PtxModule.parse(resource("softmax.sm_90.ptx"));
    assertThat(module.version()).isEqualTo("9.0");
    assertThat(module.target()).isEqualTo("sm_90");
    Function kernel = module.kernels().get(0);
    assertThat(kernel.name()).isEqualTo("softmax");
    assertThat(kernel.parameters())
        .extracting(Variable::type)
        .containsExactly(ScalarType.U64, ScalarType.U64, ScalarType.U32);
  }

  @Test
  void namesTheUsersLineOfAnInlinedHeaderFunction() {
    PtxModule module = PtxModule.parse(resource("softmax.sm_90.ptx"));
    Instruction shuffle =
        instructions(module.kernels().get(0).body().orElseThrow())
            .filter(i -> i.opcode().equals("shfl"))
            .findFirst()
            .orElseThrow();
    assertThat(shuffle.source().orElseThrow().fileName()).isEqualTo("sm_30_intrinsics.hpp");
    assertThat(shuffle.place()).isEqualTo("softmax.cu:5");
    assertThat(shuffle).hasToString("shfl.sync.bfly.b32 %r41|%p6, %r37, %r39, %r38, %r40;");
  }

  @Test
  void followsCallsThroughHeadersToTheUsersLine() {
    String text =
        HEADER
            + """
            .file 1 "/a/kernel.cu"
            .file 2 "/cuda/include/outer.h"
            .file 3 "/cuda/include/inner.h"
            .visible .entry k()
            {
            .loc 1 7 3
            .loc 2 20 5, function_name $L__a, inlined_at 1 7 3
            .loc 3 30 1, function_name $L__b, inlined_at 2 20 5
            fence.sc.cta;
            .loc 1 9 3
            .loc 2 20 5, function_name $L__a, inlined_at 1 9 3
            .loc 3 30 1, function_name $L__b, inlined_at 2 20 5
            fence.sc.cta;
            }
            """;
    assertThat(instructions(PtxModule.parse(text).kernels().get(0).body().orElseThrow()))
        .extracting(Instruction::place)
        .containsExactly("kernel.cu:7", "kernel.cu:9");
  }

  @Test
  void readsVariablesWithInitialValues() {
    PtxModule module = PtxModule.parse(resource("varied.sm_90.ptx"));
    Variable counter = module.variables().get(0);
    assertThat(counter.name()).isEqualTo("counter");
    assertThat(counter.initializer())
        .contains(new Initializer.Constant(new Operand.IntegerConstant(7)));
    Variable pointers =
        module.variables().stream().filter(v -> v.name().equals("ptrs")).findFirst().orElseThrow();
    assertThat(pointers.initializer().orElseThrow())
        .hasToString("{generic(table), generic(table)+4}");
    Variable dynamic =
        module.variables().stream().filter(v -> v.name().equals("dyn")).findFirst().orElseThrow();
    assertThat(dynamic.unsized()).isTrue();
    assertThat(dynamic.space()).isEqualTo(StateSpace.SHARED);
  }

  @Test
  void readsLaunchBounds() {
    PtxModule module = PtxModule.parse(resource("varied.sm_90.ptx"));
    Function kernel = module.kernels().get(0);
    assertThat(kernel.directive("maxntid").orElseThrow().values()).containsExactly(256, 1, 1);
    assertThat(kernel.directive("minnctapersm").orElseThrow().values()).containsExactly(2);
  }

  @Test
  void readsGuardsVectorsAddressesAndConstants() {
    Instruction load = single("@!%p1 ld.global.v2.f32 {%f1, _}, [%rd1+-8];");
    assertThat(load.guard()).contains(new Instruction.Guard("%p1", true));
    assertThat(load.modifiers()).containsExactly("global", "v2", "f32");
    assertThat(load.operands())
        .containsExactly(
            new Operand.Vector(List.of(new Operand.Register("%f1"), new Operand.Sink())),
            Operand.address(new Operand.Register("%rd1"), -8));
    assertThat(single("mov.f32 %f1, 0f3F800000;").operands().get(1))
        .isEqualTo(new Operand.FloatConstant(0x3F800000));
    assertThat(single("mov.u64 %rd1, 0xFFFFFFFFFFFFFFFF;").operands().get(1))
        .isEqualTo(new Operand.IntegerConstant(-1));
    assertThat(single("mov.u32 %r1, %tid.x;").operands().get(1))
        .isEqualTo(new Operand.Register("%tid.x"));
  }

  @Test
  void readsModifiersWithQualifiers() {
    String text =
        "cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes"
            + " [%r1], [%rd1], %r2, [%r3];";
    assertThat(single(text).modifiers())
        .containsExactly(
            "async", "bulk", "shared::cluster", "global", "mbarrier::complete_tx::bytes");
  }

  @Test
  void readsAScopeWithItsOwnRegisters() {
    PtxModule module =
        PtxModule.parse(
            HEADER + ".entry k()\n{\n{ .reg .b16 low,high; mov.b32 {low,high}, %r1; }\nret;\n}\n");
    assertThat(module.kernels().get(0).body().orElseThrow().get(0))
        .isInstanceOf(Statement.Scope.class);
  }

  @Test
  void rejectsUnknownTextWithLineAndColumn() {
    assertThatThrownBy(() -> PtxModule.parse(HEADER + ".entry k()\n{\n  add.s32 %r1 %r2;\n}\n"))
        .isInstanceOf(PtxSyntaxException.class)
        .hasMessage("PTX 6:15: expected ',' but found '%r2'");
    assertThatThrownBy(() -> PtxModule.parse(HEADER + ".bogus x;"))
        .hasMessageContaining("unknown directive '.bogus'");
    assertThatThrownBy(() -> PtxModule.parse("")).hasMessage("PTX 1:1: the text has no .version");
  }
}

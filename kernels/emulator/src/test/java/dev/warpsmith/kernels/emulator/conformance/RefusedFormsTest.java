package dev.warpsmith.kernels.emulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Forms that PTX leaves open are refused, never guessed. */
class RefusedFormsTest {
  private static void refuses(String instruction) {
    String ptx =
        """
        .version 9.0
        .target sm_90
        .address_size 64
        .visible .entry batch(.param .u64 in, .param .u64 out)
        {
        .reg .pred %p<4>; .reg .b16 %h<6>; .reg .b32 %r<6>; .reg .b64 %l<6>; .reg .f64 %e<3>;
        INSTRUCTION
        ret;
        }
        """
            .replace("INSTRUCTION", instruction);
    String mnemonic = instruction.substring(0, instruction.indexOf(' '));
    assertThatThrownBy(() -> new Launcher(ptx).close())
        .as(instruction)
        .isInstanceOf(Launcher.Refused.class)
        .hasMessageContaining(mnemonic)
        .hasMessageContaining("PTX line 7");
  }

  @Test
  void refusesFormsOfTheInventoryThatPtxDoesNotDefine() {
    List<Form> refused = Inventory.all().stream().filter(Inventory::refused).toList();
    assertThat(refused).isNotEmpty();
    for (Form form : refused) {
      String ptx = new Batch(List.of(form), List.of()).ptx(false);
      assertThatThrownBy(() -> new Launcher(ptx).close())
          .isInstanceOf(Launcher.Refused.class)
          .hasMessageContaining(form.mnemonic());
    }
  }

  @Test
  void refusesFormsOfLaterGpus() {
    refuses("add.rn.f32x2 %l1, %l2, %l3;");
    refuses("cvt.rn.satfinite.e2m1x2.f32 %h1, %r1, %r2;");
    refuses("min.f32 %r1, %r2, %r3, %r4;");
    refuses("add.rn.f32.f16 %r1, %h1, %r2;");
  }

  @Test
  void refusesVideoInstructionsThatNvccDoesNotWrite() {
    refuses("vadd4.u32.s32.u32 %r1, %r2, %r3, %r4;");
    refuses("vadd.u32.u32.u32 %r1, %r2, %r3;");
    refuses("vadd4.u32.u32.u32 %r1, %r2.b0123, %r3, %r4;");
    refuses("vset4.u32.u32.lt %r1, %r2, %r3, %r4;");
  }

  @Test
  void refusesModifiersThatItDoesNotKnow() {
    refuses("add.future.u32 %r1, %r2, %r3;");
    refuses("fma.rn.future.f32 %r1, %r2, %r3, %r4;");
    refuses("shl.future.b32 %r1, %r2, %r3;");
    refuses("mov.future.b32 %r1, %r2;");
  }

  @Test
  void namesTheLineOfAnUnknownSpecialRegister() {
    refuses("mov.u32 %r1, %pm0;");
    refuses("mov.u32 %r1, %envreg3;");
  }
}

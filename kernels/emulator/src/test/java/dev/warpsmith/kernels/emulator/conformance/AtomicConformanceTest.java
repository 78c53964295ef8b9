package dev.warpsmith.kernels.emulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every atomic operation up to sm_90 on a thread's own bytes: old value, new bytes, neighbours. */
class AtomicConformanceTest {
  private static final int THREADS = 64;
  private static final int BLOCKS = 4;
  private static final String[] SCALARS = {
    "and.b32",
    "and.b64",
    "or.b32",
    "or.b64",
    "xor.b32",
    "xor.b64",
    "exch.b32",
    "exch.b64",
    "exch.b128",
    "cas.b16",
    "cas.b32",
    "cas.b64",
    "cas.b128",
    "add.u32",
    "add.s32",
    "add.u64",
    "add.f32",
    "add.f64",
    "add.noftz.f16",
    "add.noftz.bf16",
    "add.noftz.f16x2",
    "add.noftz.bf16x2",
    "inc.u32",
    "dec.u32",
    "min.u32",
    "min.s32",
    "min.u64",
    "min.s64",
    "max.u32",
    "max.s32",
    "max.u64",
    "max.s64"
  };

  private static final String HEAD =
      """
      .version 9.0
      .target sm_90
      .address_size 64
      .visible .entry batch(.param .u64 in, .param .u64 out)
      {
      .shared .align 16 .b8 cells[1024];
      .reg .b32 %r<6>;
      .reg .b64 %l<12>;
      ld.param.u64 %l1, [in];
      ld.param.u64 %l2, [out];
      mov.u32 %r1, %ctaid.x;
      mov.u32 %r2, %tid.x;
      mad.lo.u32 %r3, %r1, 64, %r2;
      mul.wide.u32 %l3, %r3, 32;
      add.u64 %l1, %l1, %l3;
      add.u64 %l2, %l2, %l3;
      mov.u32 %r4, cells;
      mad.lo.u32 %r5, %r2, 16, %r4;
      cvt.u64.u32 %l10, %r5;
      cvta.shared.u64 %l11, %l10;
      ld.global.v2.u64 {%l4, %l5}, [%l1];
      ld.global.v2.u64 {%l6, %l7}, [%l1+16];
      """;

  static List<AtomicForm> scalars() {
    List<AtomicForm> forms = new ArrayList<>();
    for (String scalar : SCALARS) {
      int dot = scalar.lastIndexOf('.');
      String operation = scalar.substring(0, dot);
      String type = scalar.substring(dot + 1);
      for (String opcode : List.of("atom", "red")) {
        if (opcode.equals("red") && (operation.equals("exch") || operation.equals("cas"))) {
          continue;
        }
        forms.add(new AtomicForm(opcode, "global", operation, 1, type, false, false));
        forms.add(new AtomicForm(opcode, "shared", operation, 1, type, false, true));
        forms.add(new AtomicForm(opcode, "relaxed.gpu", operation, 1, type, true, false));
        forms.add(new AtomicForm(opcode, "", operation, 1, type, true, true));
      }
      if (operation.equals("cas") || operation.equals("exch")) {
        forms.add(new AtomicForm("atom", "acq_rel.sys.global", operation, 1, type, false, false));
        forms.add(new AtomicForm("atom", "acquire.cta.shared", operation, 1, type, false, true));
      }
    }
    return forms;
  }

  static List<AtomicForm> vectors() {
    List<AtomicForm> forms = new ArrayList<>();
    for (String opcode : List.of("atom", "red")) {
      forms.add(new AtomicForm(opcode, "global", "add", 2, "f32", false, false));
      forms.add(new AtomicForm(opcode, "global", "add", 4, "f32", false, false));
      for (String operation : List.of("add.noftz", "min.noftz", "max.noftz")) {
        for (String type : List.of("f16", "bf16", "f16x2", "bf16x2")) {
          for (int n = 2; n <= (type.endsWith("x2") ? 4 : 8); n *= 2) {
            forms.add(new AtomicForm(opcode, "global", operation, n, type, false, false));
          }
        }
      }
    }
    return forms;
  }

  static String ptx(List<AtomicForm> forms) {
    StringBuilder text = new StringBuilder(HEAD);
    for (int k = 0; k < forms.size(); k++) {
      text.append(forms.get(k).ptx(32L * BLOCKS * THREADS * k));
    }
    return text.append("ret;\n}\n").toString();
  }

  /** Fills 16 initial bytes and 16 operand bytes with edges of the type and random ones. */
  private static long[] tuple(String type, Random random) {
    long[] tuple = new long[4];
    int bits = type.equals("b128") ? 64 : Types.bits(type);
    List<Long> edges = Operands.edges(type.equals("b128") ? "b64" : type);
    for (int word = 0; word < 4; word++) {
      for (int shift = 0; shift < 64; shift += bits) {
        long edge = edges.get(random.nextInt(edges.size()));
        long value = random.nextInt(4) == 0 ? random.nextLong() : edge;
        tuple[word] |= (value & (-1L >>> (64 - bits))) << shift;
      }
    }
    return tuple;
  }

  private static void check(List<AtomicForm> all) {
    for (AtomicForm first : all.stream().filter(f -> f.opcode().equals("atom")).toList()) {
      List<AtomicForm> forms =
          all.stream()
              .filter(f -> f.type().equals(first.type()) && f.operation().equals(first.operation()))
              .toList();
      if (!forms.get(0).equals(first)) {
        continue;
      }
      Random random = new Random(5);
      long[][] tuples = new long[BLOCKS * THREADS][];
      Arrays.setAll(tuples, k -> tuple(first.type(), random));
      try (Launcher launcher = new Launcher(ptx(forms))) {
        check(forms, tuples, launcher, LaunchOptions.compute(), BLOCKS);
        check(forms, tuples, launcher, LaunchOptions.counting(BlockSelection.all()), 1);
        check(forms, tuples, launcher, LaunchOptions.sanitizing(1), 1);
      }
    }
  }

  private static void check(
      List<AtomicForm> forms,
      long[][] tuples,
      Launcher launcher,
      LaunchOptions options,
      int blocks) {
    long[] in = Arrays.stream(tuples).flatMapToLong(Arrays::stream).toArray();
    int words = 4 * tuples.length;
    long[] out = launcher.run(options, blocks, THREADS, in, words * forms.size());
    for (int f = 0; f < forms.size(); f++) {
      for (int k = 0; k < blocks * THREADS; k++) {
        int at = words * f + 4 * k;
        assertThat(Arrays.copyOfRange(out, at, at + 4))
            .as("%s on %s", forms.get(f).mnemonic(), Arrays.toString(tuples[k]))
            .isEqualTo(forms.get(f).expected(tuples[k]));
      }
    }
  }

  @Test
  void scalarAtomics() {
    check(scalars());
  }

  @Test
  void vectorAtomics() {
    check(vectors());
  }
}

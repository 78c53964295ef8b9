package dev.warpsmith.kernels.emulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Loads and stores of every type, vector length, space and qualifier: each byte that they move. */
class MemoryConformanceTest {
  private static final int THREADS = 64;
  private static final int WORDS = 12;
  private static final String[] TYPES = {
    "b8", "u8", "s8", "b16", "u16", "s16", "b32", "u32", "s32", "f32", "b64", "u64", "s64", "f64"
  };
  private static final String[][] QUALIFIERS = {
    {"", ""},
    {".global", ".global"},
    {".shared", ".shared"},
    {".local", ".local"},
    {".shared::cta", ".shared::cta"},
    {".volatile.global", ".volatile.global"},
    {".relaxed.gpu.global", ".relaxed.gpu.global"},
    {".acquire.cta", ".release.cta"},
    {".global.L1::no_allocate", ".global.L1::no_allocate"},
    {".global.ca", ".global.wb"},
    {".global.cg", ".global.cg"},
    {".global.cs", ".global.cs"},
    {".global.cv", ".global.wt"},
    {".weak.global", ".weak.global"}
  };

  /** One load of a thread's first 16 bytes and the store of its elements to the next 16. */
  record Form(String type, int elements, String load, String store) {
    private int bits() {
      return Types.bits(type);
    }

    String mnemonic() {
      return "ld" + load + vector() + "." + type;
    }

    private String vector() {
      return elements == 1 ? "" : ".v" + elements;
    }

    /** Registers wider than the type show how it is extended. */
    private String register() {
      return Types.isFloat(type) ? type : bits() == 64 ? "b64" : "b32";
    }

    private String address() {
      return load.contains("shared") ? "%r5" : load.contains("local") ? "%r6" : "%l1";
    }

    private String list() {
      List<String> names = new ArrayList<>();
      for (int k = 0; k < elements; k++) {
        names.add("v" + k);
      }
      return elements == 1 ? "v0" : "{" + String.join(", ", names) + "}";
    }

    String ptx(long offset) {
      String plain =
          load.contains("shared") ? ".shared" : load.contains("local") ? ".local" : ".global";
      StringBuilder text = new StringBuilder("{\n.reg ." + register() + " v<8>;\n.reg .b32 w;\n");
      text.append("mov.u32 w, 0;\n");
      text.append("st" + plain + ".v2.b64 [" + address() + "], {%l4, %l5};\n");
      text.append("st" + plain + ".v2.b64 [" + address() + "+16], {%l6, %l7};\n");
      text.append(mnemonic() + " " + list() + ", [" + address() + "];\n");
      text.append("st" + store + vector() + "." + type);
      text.append(" [" + address() + "+16], " + list() + ";\n");
      text.append("ld" + plain + ".v2.b64 {%l8, %l9}, [" + address() + "+16];\n");
      text.append("st.global.v2.b64 [%l2+" + offset + "], {%l8, %l9};\n");
      for (int k = 0; k < elements; k++) {
        boolean wide = bits() == 64;
        String pack = wide ? "mov.b64 %l8, v" + k : "mov.b64 %l8, {v" + k + ", w}";
        text.append(pack + ";\nst.global.b64 [%l2+" + (offset + 16 + 8L * k) + "], %l8;\n");
      }
      return text.append("}\n").toString();
    }

    long[] expected(long[] in) {
      long[] out = new long[WORDS];
      out[0] = in[2];
      out[1] = in[3];
      long mask = -1L >>> (64 - bits());
      for (int k = 0; k < elements; k++) {
        int word = k * bits() / 64;
        int shift = k * bits() % 64;
        long value = in[word] >>> shift & mask;
        out[word] = (out[word] & ~(mask << shift)) | (value << shift);
        boolean extends32 = Types.isSigned(type) && bits() < 32 && value >>> (bits() - 1) != 0;
        out[2 + k] = extends32 ? (value | ~mask) & 0xFFFFFFFFL : value;
      }
      return out;
    }
  }

  static List<String> types() {
    return List.of(TYPES);
  }

  static List<Form> forms(String type) {
    List<Form> forms = new ArrayList<>();
    for (String[] qualifiers : QUALIFIERS) {
      for (int n = 1; n <= 4 && n * Types.bits(type) <= 128; n *= 2) {
        forms.add(new Form(type, n, qualifiers[0], qualifiers[1]));
      }
    }
    return forms;
  }

  static String ptx(List<Form> forms) {
    StringBuilder text =
        new StringBuilder(
            """
            .version 9.0
            .target sm_90
            .address_size 64
            .visible .entry batch(.param .u64 in, .param .u64 out)
            {
            .shared .align 16 .b8 cells[2048];
            .local .align 16 .b8 own[32];
            .reg .b32 %r<8>;
            .reg .b64 %l<12>;
            ld.param.u64 %l1, [in];
            ld.param.u64 %l2, [out];
            mov.u32 %r2, %tid.x;
            mul.wide.u32 %l3, %r2, 32;
            add.u64 %l1, %l1, %l3;
            mul.wide.u32 %l3, %r2, 96;
            add.u64 %l2, %l2, %l3;
            mov.u32 %r4, cells;
            mad.lo.u32 %r5, %r2, 32, %r4;
            mov.u32 %r6, own;
            ld.global.v2.u64 {%l4, %l5}, [%l1];
            ld.global.v2.u64 {%l6, %l7}, [%l1+16];
            """);
    for (int k = 0; k < forms.size(); k++) {
      text.append(forms.get(k).ptx(8L * WORDS * THREADS * k));
    }
    return text.append("ret;\n}\n").toString();
  }

  @Test
  void loadsAndStoresEveryType() {
    List<LaunchOptions> variants =
        List.of(
            LaunchOptions.compute(),
            LaunchOptions.counting(BlockSelection.all()),
            LaunchOptions.sanitizing(1));
    long[] in = new Random(9).longs(4 * THREADS).toArray();
    for (String type : TYPES) {
      List<Form> forms = forms(type);
      try (Launcher launcher = new Launcher(ptx(forms))) {
        for (LaunchOptions options : variants) {
          int words = WORDS * THREADS * forms.size();
          check(forms, in, launcher.run(options, 1, THREADS, in, words));
        }
      }
    }
  }

  private static void check(List<Form> forms, long[] in, long[] out) {
    for (int f = 0; f < forms.size(); f++) {
      for (int t = 0; t < THREADS; t++) {
        long[] tuple = Arrays.copyOfRange(in, 4 * t, 4 * t + 4);
        int at = WORDS * (THREADS * f + t);
        assertThat(Arrays.copyOfRange(out, at, at + WORDS))
            .as(forms.get(f).mnemonic())
            .isEqualTo(forms.get(f).expected(tuple));
      }
    }
  }
}

package dev.warpsmith.kernels.emulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every scalar instruction form up to sm_90 against plain Java arithmetic, bit for bit. */
class ScalarConformanceTest {
  private static final int FORMS_PER_KERNEL = 48;
  private static final List<String> CHECKED =
      List.of(
          "add",
          "sub",
          "mul",
          "mad",
          "mul24",
          "mad24",
          "sad",
          "div",
          "rem",
          "min",
          "max",
          "addc",
          "subc",
          "madc",
          "popc",
          "clz",
          "bfind",
          "fns",
          "brev",
          "bfe",
          "bfi",
          "szext",
          "bmsk",
          "dp4a",
          "dp2a",
          "lop3",
          "prmt",
          "shf",
          "shl",
          "shr",
          "and",
          "or",
          "xor",
          "not",
          "cnot",
          "mov",
          "fma",
          "abs",
          "neg",
          "copysign",
          "testp",
          "rcp",
          "sqrt",
          "rsqrt",
          "sin",
          "cos",
          "lg2",
          "ex2",
          "tanh",
          "setp",
          "set",
          "selp",
          "slct",
          "cvt",
          "vadd2",
          "vsub2",
          "vabsdiff2",
          "vmin2",
          "vmax2",
          "vavrg2",
          "vadd4",
          "vsub4",
          "vabsdiff4",
          "vmin4",
          "vmax4",
          "vavrg4");

  /** Comparisons have many forms of few kinds; fewer tuples do. */
  private static int tuples(Form form) {
    return form.opcode().equals("set") ? 192 : 640;
  }

  private static List<Batch> batches(String... opcodes) {
    assertThat(CHECKED).contains(opcodes);
    Map<List<String>, List<Form>> bySignature = new LinkedHashMap<>();
    for (Form form : Inventory.executed()) {
      if (Arrays.asList(opcodes).contains(form.opcode())) {
        List<String> key = new ArrayList<>(form.inputs());
        key.add(String.valueOf(tuples(form)));
        bySignature.computeIfAbsent(key, k -> new ArrayList<>()).add(form);
      }
    }
    List<Batch> batches = new ArrayList<>();
    for (List<Form> forms : bySignature.values()) {
      for (int from = 0; from < forms.size(); from += FORMS_PER_KERNEL) {
        List<Form> some = forms.subList(from, Math.min(forms.size(), from + FORMS_PER_KERNEL));
        Form first = some.get(0);
        batches.add(new Batch(some, Operands.tuples(first.inputs(), tuples(first), 7)));
      }
    }
    return batches;
  }

  private static void check(String... opcodes) {
    List<String> wrong = new ArrayList<>();
    for (Batch batch : batches(opcodes)) {
      try (Launcher typed = new Launcher(batch.ptx(true));
          Launcher untyped = new Launcher(batch.ptx(false))) {
        check(batch, typed, LaunchOptions.compute(), batch.blocks(), wrong);
        check(batch, untyped, LaunchOptions.counting(BlockSelection.all()), 1, wrong);
        check(batch, untyped, LaunchOptions.sanitizing(1), 1, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(
      Batch batch, Launcher launcher, LaunchOptions options, int blocks, List<String> wrong) {
    long[] in = batch.tuples().stream().flatMapToLong(Arrays::stream).toArray();
    int n = batch.tuples().size();
    long[] out = launcher.run(options, blocks, Batch.THREADS, in, 2 * n * batch.forms().size());
    for (int f = 0; f < batch.forms().size(); f++) {
      Form form = batch.forms().get(f);
      Reference reference = Reference.of(form);
      for (int k = 0; k < blocks * Batch.THREADS; k++) {
        int at = 2 * (f * n + k);
        long[] actual = Arrays.copyOfRange(out, at, at + form.outputs().size());
        if (!reference.accepts(batch.tuples().get(k), actual)) {
          wrong.add(describe(form, batch.tuples().get(k), reference, actual));
          break;
        }
      }
    }
  }

  private static String describe(Form form, long[] in, Reference reference, long[] actual) {
    return form.mnemonic()
        + hex(Arrays.copyOf(in, form.inputs().size()))
        + " gives"
        + hex(actual)
        + ", expected"
        + hex(reference.results(in));
  }

  private static String hex(long[] values) {
    StringBuilder text = new StringBuilder();
    for (long value : values) {
      text.append(' ').append(Long.toHexString(value));
    }
    return text.toString();
  }

  @Test
  void integerArithmetic() {
    check("add", "sub", "mul", "mad", "mul24", "mad24", "sad", "div", "rem", "min", "max");
    check("addc", "subc", "madc");
  }

  @Test
  void bitsAndFields() {
    check("popc", "clz", "bfind", "fns", "brev", "bfe", "bfi", "szext", "bmsk", "dp4a", "dp2a");
    check("lop3", "prmt", "shf", "shl", "shr", "and", "or", "xor", "not", "cnot", "mov");
  }

  @Test
  void floatArithmetic() {
    check("fma", "abs", "neg", "copysign", "testp");
  }

  @Test
  void divisionRootsAndApproximateFunctions() {
    check("rcp", "sqrt", "rsqrt", "sin", "cos", "lg2", "ex2", "tanh");
  }

  @Test
  void comparisonAndSelection() {
    check("setp", "set", "selp", "slct");
  }

  @Test
  void video() {
    check("vadd2", "vsub2", "vabsdiff2", "vmin2", "vmax2", "vavrg2");
    check("vadd4", "vsub4", "vabsdiff4", "vmin4", "vmax4", "vavrg4");
  }

  /** A form of the inventory that no test above names would go unseen. */
  @Test
  void namesEveryOpcodeOfTheInventory() {
    assertThat(CHECKED)
        .containsAll(Inventory.executed().stream().map(Form::opcode).distinct().toList());
  }

  @Test
  void conversions() {
    check("cvt");
  }
}

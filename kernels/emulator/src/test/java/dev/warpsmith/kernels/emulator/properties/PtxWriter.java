package dev.warpsmith.kernels.emulator.properties;

import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a random program as a PTX module. */
final class PtxWriter {
  /** Bytes of global memory per thread: its slots, then the dump of all that it computed. */
  static final int BYTES_PER_THREAD = 320;

  static final int THREADS_PER_BLOCK = 64;
  private static final int SLOTS = 64;
  private static final Pattern PLACE = Pattern.compile("\\$(\\w+)\\$");
  private static final int[] CONSTANTS = {0, 1, -1, 2, 31, 32, 255, 0x7FFFFFFF, 0x80000000, 12345};

  private final StringBuilder out = new StringBuilder();
  private final int cutEvery;
  private int written;
  private int names;

  /** Where code is written. */
  private record Place(String mask, String breakLabel, boolean uniform) {
    private static final Place FUNCTION = new Place("", "", false);

    boolean hasMask() {
      return !mask.isEmpty();
    }
  }

  /**
   * @param cutEvery puts a label before every so many lines, which cuts basic blocks; 0 for none
   */
  private PtxWriter(int cutEvery) {
    this.cutEvery = cutEvery;
  }

  static String write(RandomProgram program) {
    return write(program, 0);
  }

  static String write(RandomProgram program, int cutEvery) {
    return new PtxWriter(cutEvery).module(program);
  }

  private String module(RandomProgram program) {
    out.append(".version 8.5\n.target sm_90\n.address_size 64\n");
    List<Integer> called = program.called();
    if (called.contains(0)) {
      function("f0", program.first());
    }
    if (called.contains(1)) {
      function("f1", program.second());
    }
    out.append(".visible .entry k(.param .u64 out)\n{\n");
    out.append(".shared .align 16 .b8 cells[" + SLOTS * THREADS_PER_BLOCK + "];\n");
    registers();
    addresses();
    line("mov.b32 %m0, -1;");
    initialise();
    nodes(program.body(), new Place("%m0", "", true));
    dump();
    out.append("ret;\n}\n");
    return out.toString();
  }

  private void registers() {
    out.append(".local .align 16 .b8 stack[" + SLOTS + "];\n");
    out.append(".reg .pred %p<4>;\n.reg .pred %q<900>;\n.reg .b16 %h<4>;\n.reg .b16 %th;\n");
    out.append(".reg .b32 %r<6>;\n.reg .b32 %t<4>;\n.reg .b32 %c<900>;\n.reg .b32 %m<900>;\n");
    out.append(".reg .b64 %l<4>;\n.reg .b64 %tl;\n.reg .f32 %f<4>;\n.reg .f64 %d<3>;\n");
    out.append(".reg .b64 %gp, %sp, %lp, %qp;\n");
  }

  private void addresses() {
    line("ld.param.u64 %gp, [out];");
    line("cvta.to.global.u64 %gp, %gp;");
    line("mov.u32 %t0, %ctaid.x;");
    line("mov.u32 %t1, %ntid.x;");
    line("mov.u32 %t2, %tid.x;");
    line("mad.lo.s32 %t0, %t0, %t1, %t2;");
    line("mul.wide.u32 %tl, %t0, " + BYTES_PER_THREAD + ";");
    line("add.s64 %gp, %gp, %tl;");
    line("mov.u64 %sp, cells;");
    line("mul.wide.u32 %tl, %t2, " + SLOTS + ";");
    line("add.s64 %sp, %sp, %tl;");
    line("cvta.shared.u64 %qp, %sp;");
    line("mov.u64 %lp, stack;");
  }

  /** Gives every register and every slot a value that depends on the thread in {@code %t0}. */
  private void initialise() {
    derive(k -> Integer.toString(k - 2));
    for (int k = 0; k < SLOTS; k += 8) {
      String value = k < 48 ? "{%r" + k / 8 + ", %r5}" : "{%f0, %f1}";
      String type = k < 48 ? "b32" : "f32";
      line("st.shared.v2." + type + " [%sp+" + k + "], " + value + ";");
      line("st.local.v2." + type + " [%lp+" + k + "], " + value + ";");
    }
  }

  /** Gives every register a value that depends on {@code %t0}. */
  private void derive(IntFunction<String> addend) {
    for (int k = 0; k < 6; k++) {
      line("mad.lo.s32 %r" + k + ", %t0, " + (k * 40503 + 7) + ", " + (k * 99 - 200) + ";");
    }
    for (int k = 0; k < 4; k++) {
      line("mad.wide.s32 %l" + k + ", %r" + k + ", %r5, " + addend.apply(k) + ";");
      line("cvt.rn.f32.s32 %f" + k + ", %r" + (k + 1) + ";");
      line("cvt.u16.u32 %h" + k + ", %r" + (k + 2) + ";");
      line("setp.lt.s32 %p" + k + ", %r" + k + ", " + (1000 * k) + ";");
    }
    for (int k = 0; k < 3; k++) {
      line("cvt.rn.f64.s64 %d" + k + ", %l" + (k + 1) + ";");
    }
  }

  private void function(String name, List<Node> body) {
    out.append(".func (.param .b32 result) " + name + "(.param .b32 a, .param .b64 b)\n{\n");
    registers();
    line("ld.param.b32 %t0, [a];");
    line("ld.param.b64 %tl, [b];");
    line("cvt.u32.u64 %t1, %tl;");
    line("add.s32 %t0, %t0, %t1;");
    line("mov.u64 %lp, stack;");
    derive(k -> "%tl");
    for (int k = 0; k < SLOTS; k += 8) {
      String value = k < 48 ? "{%r" + k / 8 + ", %r5}" : "{%f0, %f1}";
      line("st.local.v2." + (k < 48 ? "b32" : "f32") + " [%lp+" + k + "], " + value + ";");
    }
    nodes(body, Place.FUNCTION);
    line("st.param.b32 [result], %r0;");
    out.append("ret;\n}\n");
  }

  private void dump() {
    for (int k = 0; k < 6; k++) {
      line("st.global.b32 [%gp+" + (64 + 4 * k) + "], %r" + k + ";");
    }
    for (int k = 0; k < 4; k++) {
      line("st.global.b64 [%gp+" + (96 + 8 * k) + "], %l" + k + ";");
      line("st.global.f32 [%gp+" + (128 + 4 * k) + "], %f" + k + ";");
      line("st.global.b16 [%gp+" + (168 + 2 * k) + "], %h" + k + ";");
      line("selp.b32 %t0, 1, 0, %p" + k + ";");
      line("st.global.b8 [%gp+" + (176 + k) + "], %t0;");
    }
    for (int k = 0; k < 3; k++) {
      line("st.global.f64 [%gp+" + (144 + 8 * k) + "], %d" + k + ";");
    }
    for (int k = 0; k < SLOTS; k += 8) {
      line("ld.shared.b64 %tl, [%sp+" + k + "];");
      line("st.global.b64 [%gp+" + (192 + k) + "], %tl;");
      line("ld.local.b64 %tl, [%lp+" + k + "];");
      line("st.global.b64 [%gp+" + (256 + k) + "], %tl;");
    }
  }

  /** Says what lies at an offset of a thread's global memory. */
  static String place(int offset) {
    if (offset < 64) {
      return "[%gp+" + offset + "]";
    } else if (offset < 96) {
      return "%r" + (offset - 64) / 4;
    } else if (offset < 128) {
      return "%l" + (offset - 96) / 8;
    } else if (offset < 144) {
      return "%f" + (offset - 128) / 4;
    } else if (offset < 168) {
      return "%d" + (offset - 144) / 8;
    } else if (offset < 176) {
      return "%h" + (offset - 168) / 2;
    } else if (offset < 192) {
      return "%p" + (offset - 176);
    }
    return offset < 256 ? "[%sp+" + (offset - 192) + "]" : "[%lp+" + (offset - 256) + "]";
  }

  private void line(String text) {
    if (cutEvery > 0 && ++written % cutEvery == 0) {
      out.append("CUT_" + ++names + ":\n");
    }
    out.append(text).append('\n');
  }

  private void label(String name) {
    out.append(name).append(":\n");
  }

  private void nodes(List<Node> nodes, Place place) {
    nodes.forEach(node -> node(node, place));
  }

  private void node(Node node, Place place) {
    if (node instanceof Node.Line line) {
      line(line, place);
    } else if (node instanceof Node.Exchange exchange) {
      exchange(exchange, place);
    } else if (node instanceof Node.If branch) {
      branch(branch, place);
    } else if (node instanceof Node.Loop loop) {
      loop(loop, place);
    } else if (node instanceof Node.Break leave) {
      leave(leave, place);
    } else if (node instanceof Node.Repeat repeat) {
      repeat(repeat, place);
    } else if (node instanceof Node.Switch choice) {
      choice(choice, place);
    } else if (node instanceof Node.Call call) {
      call(call);
    } else {
      barrier((Node.Barrier) node, place);
    }
  }

  private void line(Node.Line line, Place place) {
    String form = Forms.LINES.get(line.form());
    boolean ofKernel = form.contains("%gp") || form.contains("%sp") || form.contains("%qp");
    if (ofKernel && !place.hasMask()) {
      return;
    }
    boolean chain = form.contains("cc.");
    int guard = chain ? 0 : line.guard();
    String text = filled(form, line.picks(), place.mask());
    String prefix = guard == 0 ? "" : (guard > 4 ? "@!%p" : "@%p") + (guard - 1) % 4 + " ";
    String[] parts = text.split("(?<=;) ");
    for (int k = 0; k < parts.length; k++) {
      line(k == parts.length - 1 ? prefix + parts[k] : parts[k]);
    }
  }

  private void exchange(Node.Exchange exchange, Place place) {
    if (!place.hasMask()) {
      return;
    }
    List<String> forms = place.uniform() ? Forms.SHUFFLES : Forms.EXCHANGES;
    if (exchange.form() % 3 == 0) {
      forms = Forms.EXCHANGES;
    }
    String form = forms.get(exchange.form() % forms.size());
    for (String part : filled(form, exchange.picks(), place.mask()).split("(?<=;) ")) {
      line(part);
    }
  }

  /** Fills the places of a form; the same picks always give the same text. */
  private static String filled(String form, List<Integer> picks, String mask) {
    StringBuilder text = new StringBuilder();
    Matcher matcher = PLACE.matcher(form);
    int predicate = 0;
    for (int k = 0; matcher.find(); k++) {
      int pick = picks.get(k % picks.size());
      String kind = matcher.group(1);
      if (kind.equals("P")) {
        predicate = pick % 4;
      }
      String value = kind.equals("Q") ? "%p" + (predicate + 1) % 4 : value(kind, pick, mask);
      matcher.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(text).toString();
  }

  private static String value(String kind, int pick, String mask) {
    return switch (kind) {
      case "R", "r" -> "%r" + pick % 6;
      case "L", "l" -> "%l" + pick % 4;
      case "H", "h" -> "%h" + pick % 4;
      case "F", "f" -> "%f" + pick % 4;
      case "D", "d" -> "%d" + pick % 3;
      case "P", "p" -> "%p" + pick % 4;
      case "i" -> pick % 16 < 6 ? "%r" + pick % 16 : "" + CONSTANTS[pick % 16 - 6];
      case "n" -> "" + pick % 71;
      case "B" -> "" + pick * 37 % 256;
      case "A" -> "" + (48 + pick % 4 * 4);
      case "m" -> mask;
      default -> {
        int step = Integer.parseInt(kind.substring(1));
        yield "" + pick % (48 / step) * step;
      }
    };
  }

  private void branch(Node.If branch, Place place) {
    int id = ++names;
    String predicate = "%p" + branch.predicate() % 4;
    Place then = inner(place, id);
    Place otherwise = inner(place, ++names);
    if (place.hasMask()) {
      line("vote.sync.ballot.b32 " + then.mask() + ", " + predicate + ", " + place.mask() + ";");
      line("xor.b32 " + otherwise.mask() + ", " + then.mask() + ", " + place.mask() + ";");
    }
    line("@!" + predicate + " bra ELSE_" + id + ";");
    nodes(branch.then(), then);
    line("bra END_" + id + ";");
    label("ELSE_" + id);
    nodes(branch.otherwise(), otherwise);
    label("END_" + id);
  }

  private static Place inner(Place place, int id) {
    return place.hasMask() ? new Place("%m" + id, "", false) : Place.FUNCTION;
  }

  private void loop(Node.Loop loop, Place place) {
    int id = ++names;
    line("and.b32 %c" + id + ", %r" + loop.register() % 6 + ", 3;");
    if (place.hasMask()) {
      line("mov.b32 %m" + id + ", " + place.mask() + ";");
    }
    label("LOOP_" + id);
    line("setp.eq.s32 %q" + id + ", %c" + id + ", 0;");
    exitSome("%q" + id, "!%q" + id, id, place);
    line("sub.s32 %c" + id + ", %c" + id + ", 1;");
    String mask = place.hasMask() ? "%m" + id : "";
    nodes(loop.body(), new Place(mask, "END_" + id, false));
    line("bra LOOP_" + id + ";");
    label("END_" + id);
  }

  /** Leaves the loop for the lanes of a predicate; the mask keeps the others. */
  private void exitSome(String leaves, String stays, int id, Place place) {
    if (place.hasMask()) {
      line("vote.sync.ballot.b32 %t3, " + stays + ", %m" + id + ";");
    }
    line("@" + leaves + " bra END_" + id + ";");
    if (place.hasMask()) {
      line("mov.b32 %m" + id + ", %t3;");
    }
  }

  private void leave(Node.Break leave, Place place) {
    if (!place.breakLabel().isEmpty()) {
      int id = Integer.parseInt(place.breakLabel().substring(4));
      String predicate = "%p" + leave.predicate() % 4;
      exitSome(predicate, "!" + predicate, id, place);
    }
  }

  private void repeat(Node.Repeat repeat, Place place) {
    int id = ++names;
    line("mov.b32 %c" + id + ", " + repeat.rounds() + ";");
    label("REPEAT_" + id);
    nodes(repeat.body(), new Place(place.mask(), "", place.uniform()));
    line("sub.s32 %c" + id + ", %c" + id + ", 1;");
    line("setp.gt.s32 %q" + id + ", %c" + id + ", 0;");
    line("@%q" + id + " bra REPEAT_" + id + ";");
  }

  private void choice(Node.Switch choice, Place place) {
    int id = ++names;
    line("and.b32 %c" + id + ", %r" + choice.register() % 6 + ", 3;");
    line("min.u32 %c" + id + ", %c" + id + ", 2;");
    Place arm = inner(place, id);
    if (place.hasMask()) {
      line("match.any.sync.b32 %m" + id + ", %c" + id + ", " + place.mask() + ";");
    }
    String targets = "ARM_" + id + "_0, ARM_" + id + "_1, ARM_" + id + "_2";
    out.append("TABLE_" + id + ": .branchtargets " + targets + ";\n");
    out.append("brx.idx %c" + id + ", TABLE_" + id + ";\n");
    for (int k = 0; k < 3; k++) {
      label("ARM_" + id + "_" + k);
      nodes(choice.arms().get(k), arm);
      line("bra END_" + id + ";");
    }
    label("END_" + id);
  }

  private void call(Node.Call call) {
    int id = ++names;
    int to = call.picks().get(0) % 6;
    out.append("{\n.param .b32 a_" + id + ";\n.param .b64 b_" + id + ";\n");
    out.append(".param .b32 result_" + id + ";\n");
    out.append("st.param.b32 [a_" + id + "], %r" + call.picks().get(1) % 6 + ";\n");
    out.append("st.param.b64 [b_" + id + "], %l" + call.picks().get(2) % 4 + ";\n");
    out.append("call (result_" + id + "), f" + call.function());
    out.append(", (a_" + id + ", b_" + id + ");\n");
    out.append("ld.param.b32 %r" + to + ", [result_" + id + "];\n}\n");
  }

  private void barrier(Node.Barrier barrier, Place place) {
    if (!place.uniform()) {
      return;
    }
    String register = "%r" + barrier.register() % 6;
    line("st.shared.b32 [%sp+8], " + register + ";");
    line("bar.sync 0;");
    line("mov.u32 %t0, %tid.x;");
    line("add.s32 %t0, %t0, " + barrier.distance() + ";");
    line("and.b32 %t0, %t0, " + (THREADS_PER_BLOCK - 1) + ";");
    line("mul.wide.u32 %tl, %t0, " + SLOTS + ";");
    line("mov.u64 %l0, cells;");
    line("add.s64 %tl, %tl, %l0;");
    line("mov.b64 %l0, 0;");
    line("ld.shared.b32 " + register + ", [%tl+8];");
    line("bar.sync 0;");
  }
}

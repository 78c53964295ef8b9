package dev.warpsmith.kernels.emulator.conformance;

/** Comparison and selection (PTX ISA 9.7.6, 9.7.7). */
final class ComparisonReference {
  private final Form form;
  private final String type;

  private ComparisonReference(Form form) {
    this.form = form;
    this.type = form.type();
  }

  static Reference of(Form form) {
    ComparisonReference reference = new ComparisonReference(form);
    return switch (form.opcode()) {
      case "selp" -> in -> new long[] {in[2] != 0 ? in[0] : in[1]};
      case "slct" -> reference::bySign;
      case "setp" -> reference::predicates;
      default ->
          reference.type.endsWith("x2")
              ? Reference.halves(form.inputs(), reference::set)
              : reference::set;
    };
  }

  private long[] bySign(long[] in) {
    boolean first = (int) in[2] >= 0;
    if (type.equals("f32")) {
      Real c = Format.F32.decode(form.has("ftz") ? Format.F32.flush(in[2]) : in[2]);
      first = !c.nan() && c.compareTo(Real.zero(false)) >= 0;
    }
    return new long[] {first ? in[0] : in[1]};
  }

  private long[] predicates(long[] in) {
    if (type.endsWith("x2")) {
      boolean low = holds(in[0] & 0xFFFF, in[1] & 0xFFFF);
      boolean high = holds(in[0] >>> 16, in[1] >>> 16);
      return new long[] {combined(low, in[2]), combined(high, in[2])};
    }
    boolean holds = holds(in[0], in[1]);
    long first = combined(holds, in[2]);
    return form.destination().equals("P|P")
        ? new long[] {first, combined(!holds, in[2])}
        : new long[] {first};
  }

  private long[] set(long[] in) {
    if (combined(holds(in[0], in[1]), in[2]) == 0) {
      return new long[] {0};
    }
    String target = form.destination();
    boolean real = Types.isFloat(target);
    int bits = type.endsWith("x2") ? 16 : Types.bits(target);
    return new long[] {real ? Format.of(target).one() : -1L >>> (64 - bits)};
  }

  private long combined(boolean holds, long other) {
    boolean and = form.has("and") ? holds && other != 0 : holds;
    boolean result =
        form.has("or") ? and || other != 0 : form.has("xor") ? and != (other != 0) : and;
    return result ? 1 : 0;
  }

  private boolean holds(long a, long b) {
    String operation = form.modifiers().get(0);
    if (!Types.isFloat(type)) {
      return integers(operation, a, b);
    }
    Format format = Format.of(type);
    Real x = format.decode(form.has("ftz") ? format.flush(a) : a);
    Real y = format.decode(form.has("ftz") ? format.flush(b) : b);
    boolean unordered = x.nan() || y.nan();
    if (operation.equals("num") || operation.equals("nan")) {
      return unordered == operation.equals("nan");
    }
    if (unordered) {
      return operation.length() == 3;
    }
    return relation(operation.substring(0, 2), x.compareTo(y));
  }

  private boolean integers(String operation, long a, long b) {
    if (!Types.isSigned(type)) {
      return relation(operation, Long.compareUnsigned(a, b));
    }
    int shift = 64 - Types.bits(type);
    return relation(operation, Long.compare(a << shift, b << shift));
  }

  private static boolean relation(String operation, int order) {
    return switch (operation) {
      case "eq" -> order == 0;
      case "ne" -> order != 0;
      case "lt", "lo" -> order < 0;
      case "le", "ls" -> order <= 0;
      case "gt", "hi" -> order > 0;
      case "ge", "hs" -> order >= 0;
      default -> throw new IllegalArgumentException(operation);
    };
  }
}

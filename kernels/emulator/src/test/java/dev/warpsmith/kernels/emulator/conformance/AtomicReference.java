package dev.warpsmith.kernels.emulator.conformance;

/** What an atomic operation leaves in memory (PTX ISA, "atom"). */
final class AtomicReference {
  private AtomicReference() {}

  static long result(AtomicForm form, long old, long operand, long expected) {
    return switch (form.baseOperation()) {
      case "and" -> old & operand;
      case "or" -> old | operand;
      case "xor" -> old ^ operand;
      case "exch" -> operand;
      case "cas" -> old == expected ? operand : old;
      case "inc" -> old >= operand ? 0 : old + 1;
      case "dec" -> old == 0 || old > operand ? operand : old - 1;
      default ->
          Types.isFloat(form.type()) ? floats(form, old, operand) : integers(form, old, operand);
    };
  }

  private static long integers(AtomicForm form, long old, long operand) {
    if (form.baseOperation().equals("add")) {
      return old + operand;
    }
    int shift = 64 - Types.bits(form.type());
    int order =
        Types.isSigned(form.type())
            ? Long.compare(old << shift, operand << shift)
            : Long.compareUnsigned(old, operand);
    return (order < 0) == form.baseOperation().equals("min") ? old : operand;
  }

  /** In global memory {@code add.f32} flushes subnormals. */
  private static long floats(AtomicForm form, long old, long operand) {
    boolean flush = form.type().equals("f32") && !form.shared();
    String mnemonic = form.baseOperation() + (flush ? ".ftz." : ".") + form.type();
    Form scalar = Form.parse(mnemonic + " " + (form.type() + " ").repeat(3));
    return new FloatReference(scalar).results(new long[] {old, operand, 0, 0})[0];
  }
}

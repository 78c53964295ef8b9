package dev.warpsmith.kernels.emulator.conformance;

/** Division, roots and the approximate functions (PTX ISA 9.7.3). */
final class RootReference implements Reference {
  private final Form form;
  private final Format format;
  private final Rounding rounding;

  private RootReference(Form form) {
    this.form = form;
    this.format = Format.of(form.type());
    this.rounding = Rounding.of(form.modifiers());
  }

  static Reference of(Form form) {
    if (!form.has("approx") && !form.has("full")) {
      return new RootReference(form);
    }
    Reference approximate = new ApproximateReference(form);
    return form.type().endsWith("x2") ? new Halves(form, approximate) : approximate;
  }

  /** Both halves within the bound. */
  private record Halves(Form form, Reference half) implements Reference {
    @Override
    public long[] results(long[] in) {
      return Reference.halves(form.inputs(), half).results(in);
    }

    @Override
    public boolean accepts(long[] in, long[] actual) {
      return half.accepts(new long[] {in[0] & 0xFFFF, 0}, new long[] {actual[0] & 0xFFFF})
          && half.accepts(new long[] {in[0] >>> 16, 0}, new long[] {actual[0] >>> 16});
    }
  }

  @Override
  public long[] results(long[] in) {
    boolean flush = form.has("ftz");
    Real a = format.decode(flush ? format.flush(in[0]) : in[0]);
    Real b = format.decode(flush ? format.flush(in[1]) : in[1]);
    Real exact =
        switch (form.opcode()) {
          case "div" -> a.over(b);
          case "rcp" -> Real.of(1.0).over(a);
          default -> a.root();
        };
    return new long[] {FloatReference.finish(form, format, format.encode(exact, rounding))};
  }
}

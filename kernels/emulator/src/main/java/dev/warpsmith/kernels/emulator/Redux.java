package dev.warpsmith.kernels.emulator;

/** {@code redux.sync} on integers (PTX ISA 9.7.13.12). */
final class Redux extends ExchangeOperation {
  private final String operation;
  private final boolean signed;
  private final LaneValue target;

  Redux(String operation, boolean signed, LaneValue target, LaneValue source, LaneValue members) {
    super(source, members);
    this.operation = operation;
    this.signed = signed;
    this.target = target;
  }

  @Override
  void apply(Warp warp, int mask, int arrived) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      int result = (int) warp.exchange[lane];
      for (int others = members(warp, lane) & arrived & ~(1 << lane);
          others != 0;
          others &= others - 1) {
        result = combine(result, (int) warp.exchange[Integer.numberOfTrailingZeros(others)]);
      }
      target.set(warp, lane, result);
    }
  }

  private int combine(int a, int b) {
    return switch (operation) {
      case "add" -> a + b;
      case "and" -> a & b;
      case "or" -> a | b;
      case "xor" -> a ^ b;
      case "min" -> signed ? Math.min(a, b) : IntegerArithmetic.minUnsigned(a, b);
      case "max" -> signed ? Math.max(a, b) : IntegerArithmetic.maxUnsigned(a, b);
      default -> throw new IllegalStateException("redux." + operation);
    };
  }
}

package dev.warpsmith.coder.expert;

/**
 * The counters by which a block learns that it is the last of those that share its results. Each is
 * zero before a launch and, because the last ticket wraps it, after.
 *
 * @param name of the variable
 * @param count how many there are at the largest of the task's sizes
 */
record Tickets(String name, long count) {
  static Tickets of(RegionContext context, Schedule.Row row) {
    return new Tickets(name(context), context.sizes().largest(context.region().outerDims()));
  }

  static Tickets of(RegionContext context, Schedule.Column column) {
    String groups = ColumnFrame.groups(context.region(), column);
    return new Tickets(name(context), context.sizes().largest(java.util.List.of(groups)));
  }

  private static String name(RegionContext context) {
    String wish = context.kernel() + "_tickets";
    return context.identifiers().of("the variable " + wish, wish);
  }

  /** Returns the variable's definition. */
  String definition() {
    return "__device__ unsigned int " + name + "[" + count + "];\n\n";
  }

  /** Returns the condition that holds in the last block of a group. */
  String isLast(Helpers helpers, String group) {
    return helpers.lastBlock() + "(" + name + " + " + group + ", shares)";
  }
}

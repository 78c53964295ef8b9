package dev.warpsmith.coder.expert;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a transpose's elements lie in memory, as C++ text in terms of {@code row}, {@code column}
 * and a coordinate for each other group of dims.
 *
 * @param index the C++ type of positions
 * @param threads per block
 */
record TransposeFrame(
    PermutedRegion region,
    KernelParameters parameters,
    Helpers helpers,
    String index,
    int threads) {

  /** Returns the lengths of the operand's groups. */
  List<String> lengths() {
    return parameters.sizes(region.permutation().lengths());
  }

  /** Returns the length along {@code column}, the operand's innermost group, or another index. */
  String length(String which) {
    if (which.equals("line")) {
      return "lines";
    }
    return lengths().get(which.equals("column") ? columnGroup() : rowGroup());
  }

  private int columnGroup() {
    return region.permutation().groups().size() - 1;
  }

  private int rowGroup() {
    return region.permutation().innermostAfter();
  }

  /** Returns the groups of neither the tile's columns nor its rows. */
  List<Integer> batch() {
    List<Integer> batch = new ArrayList<>();
    for (int group = 0; group < columnGroup(); group++) {
      if (group != rowGroup()) {
        batch.add(group);
      }
    }
    return batch;
  }

  private String coordinate(int group) {
    if (group == columnGroup()) {
      return "column";
    }
    return group == rowGroup() ? "row" : "batch" + group;
  }

  /** Returns what to add to a tensor's pointer for the line of neighbours in which a place lies. */
  String base(List<Boolean> present, boolean late) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < present.size(); i++) {
      order.add(late ? region.permutation().order().get(i) : i);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < present.size(); i++) {
      if (present.get(i)) {
        List<String> after = new ArrayList<>();
        for (int j = i + 1; j < present.size(); j++) {
          if (present.get(j)) {
            after.add(lengths().get(order.get(j)));
          }
        }
        text.append(" + ").append(coordinate(order.get(i)));
        after.forEach(length -> text.append(" * ").append(length));
      }
    }
    return text.toString();
  }

  /** Writes where a block's tile begins; tiles along the operand's rows follow one another. */
  void position(CudaWriter out, TransposeSchedule schedule) {
    out.line(index + " block = blockIdx.x;");
    take(out, "column0", tiles(length("column"), schedule.columns()), " * " + schedule.columns());
    boolean rowsLast = batch().isEmpty();
    if (rowsLast) {
      out.line("const " + index + " row0 = block * " + schedule.rows() + ";");
      return;
    }
    take(out, "row0", tiles(length("row"), schedule.rows()), " * " + schedule.rows());
    for (int i = batch().size() - 1; i >= 0; i--) {
      int group = batch().get(i);
      if (i == 0) {
        out.line("const " + index + " batch" + group + " = block;");
      } else {
        take(out, "batch" + group, lengths().get(group), "");
      }
    }
  }

  private void take(CudaWriter out, String name, String count, String scale) {
    out.line("const " + index + " " + name + " = block % " + count + scale + ";");
    out.line("block /= " + count + ";");
  }

  private static String tiles(String length, int tile) {
    return "((" + length + " + " + (tile - 1) + ") / " + tile + ")";
  }

  /** Returns the number of blocks as a launch's expression. */
  String grid(TransposeSchedule schedule) {
    List<String> lengths = region.permutation().lengths();
    StringBuilder text = new StringBuilder();
    for (int group : batch()) {
      text.append(Offsets.factor(lengths.get(group))).append(" * ");
    }
    text.append("ceildiv(" + lengths.get(rowGroup()) + ", " + schedule.rows() + ") * ");
    text.append("ceildiv(" + lengths.get(columnGroup()) + ", " + schedule.columns() + ")");
    return text.toString();
  }
}

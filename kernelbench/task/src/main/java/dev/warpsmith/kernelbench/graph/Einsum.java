package dev.warpsmith.kernelbench.graph;

import dev.warpsmith.kernelbench.graph.Operators.Applied;
import java.util.List;

/**
 * Reads the equations of {@code einsum} that are matrix products: two operands, one label summed
 * over, the labels before the last two a batch in the same order.
 */
final class Einsum {
  private static final String EXPECTED =
      "a matrix product such as 'bij,bjk->bik' or 'bijl,lk->bijk'; permute the operands first, or"
          + " write it with mul and sum";

  private Einsum() {}

  static Applied matMul(Call call) {
    call.requireArguments(2, 2, 0);
    call.requireParameters(List.of("equation"));
    Literal equation = call.required("equation", "'bij,bjk->bik'");
    String[] sides = equation.text().replace(" ", "").split("->", -1);
    String[] operands = sides[0].split(",", -1);
    if (sides.length != 2 || operands.length != 2) {
      throw equation.wrong("equation", EXPECTED);
    }
    for (int i = 0; i < 2; i++) {
      int rank = call.tensor(i).shape().size();
      if (operands[i].length() != rank) {
        throw equation.wrong(
            "equation", "a label for each of the " + rank + " dims of operand " + (i + 1));
      }
    }
    for (boolean transposeA : List.of(false, true)) {
      for (boolean transposeB : List.of(false, true)) {
        if (matches(operands[0], operands[1], sides[1], transposeA, transposeB)) {
          return new Applied(new Op.MatMul(transposeA, transposeB), 2);
        }
      }
    }
    throw equation.wrong("equation", EXPECTED);
  }

  private static boolean matches(
      String a, String b, String result, boolean transposeA, boolean transposeB) {
    int rank = a.length();
    if (rank < 2 || b.length() < 2 || result.length() != rank) {
      return false;
    }
    String batch = a.substring(0, rank - 2);
    boolean shared = b.length() == 2 && !(transposeA && rank > 2);
    boolean batches = shared || b.substring(0, b.length() - 2).equals(batch);
    char row = a.charAt(rank - (transposeA ? 1 : 2));
    char inner = a.charAt(rank - (transposeA ? 2 : 1));
    char column = b.charAt(b.length() - (transposeB ? 2 : 1));
    char innerB = b.charAt(b.length() - (transposeB ? 1 : 2));
    String all = batch + row + column + inner;
    return batches
        && inner == innerB
        && all.chars().distinct().count() == all.length()
        && result.equals(batch + row + column);
  }
}

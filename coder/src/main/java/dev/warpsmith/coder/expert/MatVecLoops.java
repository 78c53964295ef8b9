package dev.warpsmith.coder.expert;

/**
 * Writes the loops over the depth of a {@link MatVecKernel}: {@code many} lines that are streamed,
 * and {@code few} that stay in a cache.
 *
 * @param deepMany whether neighbours of the long operand lie along the depth
 * @param deepFew whether those of the short one do
 * @param readMany helper that reads neighbours of the long operand
 * @param readFew helper that reads neighbours of the short one
 * @param size how many lines there are, as C++ text
 * @param few how many lines the short operand has
 * @param depth how deep they are
 */
record MatVecLoops(
    Schedule.MatVec schedule,
    String index,
    boolean deepMany,
    boolean deepFew,
    String readMany,
    String readFew,
    String size,
    String few,
    String depth) {
  /** Neighbours along the depth that a thread loads at once. */
  static final int VECTOR = 4;

  /** Returns the loops: one for whole vectors, one for anything. */
  String text() {
    String vectors = deepMany ? loop(deepVectors(), true) : loop(wideVectors(), true);
    String scalars = deepMany ? loop(deepScalars(), false) : loop(wideScalars(), false);
    boolean only = !deepMany && schedule.lines() == 1;
    String both = only ? scalars : "if (quads) {\n" + vectors + "} else {\n" + scalars + "}\n";
    return (deepMany ? deepHead() : wideHead())
        + both.replace("$index", index)
            .replace("$items", String.valueOf(schedule.items()))
            .replace("$readMany", readMany)
            .replace("$readFew", readFew)
            .replace("$size", size)
            .replace("$few", few)
            .replace("$depth", depth);
  }

  private String deepHead() {
    return """
    const %1$s worker = thread %% LANES;
    const bool quads = %4$s %% VECTOR == 0%5$s;
    %1$s line[LINES], column[COLUMNS];
    #pragma unroll
    for (int i = 0; i < LINES; ++i) {
      line[i] = min(line0 + i, %2$s - 1) * %4$s;
    }
    #pragma unroll
    for (int j = 0; j < COLUMNS; ++j) column[j] = min(column0 + j, %3$s - 1);
    """
        .formatted(index, size, few, depth, deepFew ? "" : " && " + few + " == 1");
  }

  private String wideHead() {
    return """
    const %1$s worker = thread / ACROSS;
    const bool quads = %2$s %% LINES == 0;
    %1$s line[LINES], column[COLUMNS];
    #pragma unroll
    for (int i = 0; i < LINES; ++i) line[i] = min(line0 + i, %2$s - 1);
    #pragma unroll
    for (int j = 0; j < COLUMNS; ++j) column[j] = min(column0 + j, %3$s - 1)%4$s;
    """
        .formatted(index, size, few, deepFew ? " * " + depth : "");
  }

  private String loop(String body, boolean vectors) {
    String head =
        deepMany
            ? "for ($index at = begin + worker%s; at < end; at += LANES * VECTOR) {\n"
                .formatted(vectors ? " * VECTOR" : "")
            : "for ($index at = begin + worker; at < end; at += LANES) {\n";
    return ("#pragma unroll $items\n" + head + body.indent(2) + "}\n").indent(2);
  }

  private String deepVectors() {
    return """
    float many_at[LINES][VECTOR], few_at[COLUMNS][VECTOR];
    #pragma unroll
    for (int i = 0; i < LINES; ++i) $readMany<true>(many_at[i], many + line[i] + at, 0, 1, 1);
    #pragma unroll
    for (int j = 0; j < COLUMNS; ++j) {
      $readFew<true>(few_at[j], few + column[j] * $depth + at, 0, 1, 1);
    }
    """
        + deepSum();
  }

  private String deepScalars() {
    String from = deepFew ? "column[j] * $depth + depth" : "depth * $few + column[j]";
    return """
    float many_at[LINES][VECTOR], few_at[COLUMNS][VECTOR];
    #pragma unroll
    for (int lane = 0; lane < VECTOR; ++lane) {
      const $index depth = at + lane * LANES;
      #pragma unroll
      for (int i = 0; i < LINES; ++i) {
        many_at[i][lane] = depth < end ? (float)__ldg(many + line[i] + depth) : 0.0f;
      }
      #pragma unroll
      for (int j = 0; j < COLUMNS; ++j) {
        few_at[j][lane] = depth < end ? (float)__ldg(few + FROM) : 0.0f;
      }
    }
    """
            .replace("FROM", from)
        + deepSum();
  }

  private static String deepSum() {
    return """
    #pragma unroll
    for (int i = 0; i < LINES; ++i) {
      #pragma unroll
      for (int j = 0; j < COLUMNS; ++j) {
        #pragma unroll
        for (int lane = 0; lane < VECTOR; ++lane) product[i][j] = fmaf(many_at[i][lane], few_at[j][lane], product[i][j]);
      }
    }
    """;
  }

  private String wideVectors() {
    return """
    float many_at[LINES], few_at[COLUMNS];
    $readMany<true>(many_at, many + at * $size + line[0], 0, 1, 1);
    """
        + wideSum();
  }

  private String wideScalars() {
    return """
    float many_at[LINES], few_at[COLUMNS];
    #pragma unroll
    for (int i = 0; i < LINES; ++i) many_at[i] = __ldg(many + at * $size + line[i]);
    """
        + wideSum();
  }

  private String wideSum() {
    return """
    #pragma unroll
    for (int j = 0; j < COLUMNS; ++j) few_at[j] = __ldg(few + FROM);
    #pragma unroll
    for (int i = 0; i < LINES; ++i) {
      #pragma unroll
      for (int j = 0; j < COLUMNS; ++j) product[i][j] = fmaf(many_at[i], few_at[j], product[i][j]);
    }
    """
        .replace("FROM", deepFew ? "column[j] + at" : "at * $few + column[j]");
  }
}

package dev.warpsmith.kernels.emulator.tensor;

/**
 * Which element of a matrix each lane holds in each part of its registers.
 *
 * <p>In most fragments the warp is eight groups of four lanes (PTX ISA, "Matrix Fragments for
 * mma"): a group holds a row, each lane of it a few neighbouring elements; further elements lie
 * eight rows below, and when the rows are used up, to the right. Multiplicand B is described as its
 * transpose. The fragments of {@code wmma}, whose layout PTX leaves open, are made by the same
 * rule.
 */
public final class FragmentLayout {
  /** Lanes of a warp. */
  public static final int LANES = 32;

  private static final int GROUPS = 8;
  private static final int LANES_PER_GROUP = 4;

  private final int registers;
  private final int perRegister;
  private final int[] places;

  private FragmentLayout(int registers, int perRegister, int[] places) {
    this.registers = registers;
    this.perRegister = perRegister;
    this.places = places;
  }

  /** Finds the place of a lane's element. */
  private interface Rule {
    /** Returns an index into the matrix, row by row. */
    int place(int lane, int element);
  }

  private static FragmentLayout of(int elementsPerLane, int perRegister, Rule rule) {
    int[] places = new int[elementsPerLane * LANES];
    for (int e = 0; e < elementsPerLane; e++) {
      for (int lane = 0; lane < LANES; lane++) {
        int register = e / perRegister;
        places[(register * LANES + lane) * perRegister + e % perRegister] = rule.place(lane, e);
      }
    }
    return new FragmentLayout(elementsPerLane / perRegister, perRegister, places);
  }

  /**
   * Returns the layout of a matrix in groups of lanes.
   *
   * @param together neighbouring elements of a row that one lane holds
   * @param perRegister elements in one register
   */
  public static FragmentLayout grouped(int rows, int columns, int together, int perRegister) {
    int down = rows / GROUPS;
    return of(
        rows * columns / LANES,
        perRegister,
        (lane, element) -> {
          int step = element / together;
          int row = lane / LANES_PER_GROUP + GROUPS * (step % down);
          int within = lane % LANES_PER_GROUP * together + element % together;
          return row * columns + within + LANES_PER_GROUP * together * (step / down);
        });
  }

  /**
   * Returns the layout of a multiplicand of {@code mma.m8n8k4} of binary16: four independent
   * products, one above the other; A by rows, B by columns.
   *
   * @param vectors whether a lane holds a row of A or a column of B, four elements of k; if not, a
   *     lane holds four rows or columns at one k
   */
  public static FragmentLayout quadPairMultiplicand(boolean vectors) {
    return of(
        4,
        2,
        (lane, element) -> {
          int line = vectors ? lane % 4 : element;
          int k = vectors ? element : lane % 4;
          return (quadPair(lane) * 8 + line + upper(lane)) * 4 + k;
        });
  }

  /** Returns the layout of a binary16 accumulator of {@code mma.m8n8k4}. */
  public static FragmentLayout quadPairHalfAccumulator() {
    return of(8, 2, (lane, element) -> (quadPair(lane) * 8 + lane % 4 + upper(lane)) * 8 + element);
  }

  /** Returns the layout of a single-precision accumulator of {@code mma.m8n8k4}. */
  public static FragmentLayout quadPairAccumulator() {
    return of(
        8,
        1,
        (lane, element) -> {
          int row = (lane & 1) + (element & 2) + upper(lane);
          int column = (element & 4) + (lane & 2) + (element & 1);
          return (quadPair(lane) * 8 + row) * 8 + column;
        });
  }

  private static int quadPair(int lane) {
    return lane / 4 % 4;
  }

  private static int upper(int lane) {
    return lane < 16 ? 0 : 4;
  }

  /** Returns how many registers of a lane hold different elements. */
  public int registers() {
    return registers;
  }

  /** Returns how many elements lie in one register, the first in its lowest bits. */
  public int perRegister() {
    return perRegister;
  }

  /** Returns the index, row by row, of an element. */
  public int place(int register, int lane, int element) {
    return places[(register * LANES + lane) * perRegister + element];
  }

  /** Takes one register of all lanes apart into its elements' places. */
  public void unpack(int register, long[] lanes, long[] matrix) {
    if (perRegister == 1) {
      for (int lane = 0; lane < LANES; lane++) {
        matrix[places[register * LANES + lane]] = lanes[lane];
      }
      return;
    }
    int bits = 32 / perRegister;
    long mask = (1L << bits) - 1;
    for (int lane = 0; lane < LANES; lane++) {
      int first = (register * LANES + lane) * perRegister;
      for (int e = 0; e < perRegister; e++) {
        matrix[places[first + e]] = lanes[lane] >>> (e * bits) & mask;
      }
    }
  }

  /** Puts one register of all lanes together from its elements. */
  public void pack(int register, long[] matrix, long[] lanes) {
    if (perRegister == 1) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] = matrix[places[register * LANES + lane]];
      }
      return;
    }
    int bits = 32 / perRegister;
    long mask = (1L << bits) - 1;
    for (int lane = 0; lane < LANES; lane++) {
      int first = (register * LANES + lane) * perRegister;
      long packed = 0;
      for (int e = 0; e < perRegister; e++) {
        packed |= (matrix[places[first + e]] & mask) << (e * bits);
      }
      lanes[lane] = packed;
    }
  }
}

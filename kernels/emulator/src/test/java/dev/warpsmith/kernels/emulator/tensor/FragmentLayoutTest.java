package dev.warpsmith.kernels.emulator.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Fragments against the formulas of the PTX ISA, "Matrix Fragments for mma". */
class FragmentLayoutTest {

  /** Returns row and column of element i of a lane, as the ISA writes them. */
  private interface Formula {
    int[] place(int group, int inGroup, int i);
  }

  private static void check(FragmentLayout layout, int elements, int columns, Formula formula) {
    for (int lane = 0; lane < 32; lane++) {
      for (int i = 0; i < elements; i++) {
        int[] place = formula.place(lane >> 2, lane % 4, i);
        assertThat(layout.place(i / layout.perRegister(), lane, i % layout.perRegister()))
            .as("lane %d element %d", lane, i)
            .isEqualTo(place[0] * columns + place[1]);
      }
    }
  }

  private static MatrixForm form(String shape, MatrixElement d, MatrixElement multiplicand) {
    return new MatrixForm(Shape.find(shape).orElseThrow(), d, multiplicand, multiplicand, d);
  }

  @Test
  void m16n8k16OfHalves() {
    MatrixForm form = form("m16n8k16", MatrixElement.F32, MatrixElement.F16);
    check(
        form.layoutA(true),
        8,
        16,
        (g, t, i) ->
            new int[] {i < 2 || (i >= 4 && i < 6) ? g : g + 8, t * 2 + (i & 1) + (i >= 4 ? 8 : 0)});
    check(
        form.layoutB(true), 4, 16, (g, t, i) -> new int[] {g, t * 2 + (i & 1) + (i >= 2 ? 8 : 0)});
    check(form.layoutC(), 4, 8, (g, t, i) -> new int[] {i < 2 ? g : g + 8, t * 2 + (i & 1)});
  }

  @Test
  void m16n8k8OfHalves() {
    MatrixForm form = form("m16n8k8", MatrixElement.F16, MatrixElement.F16);
    check(form.layoutA(true), 4, 8, (g, t, i) -> new int[] {i < 2 ? g : g + 8, t * 2 + (i & 1)});
    check(form.layoutB(true), 2, 8, (g, t, i) -> new int[] {g, t * 2 + i});
    check(form.layoutD(), 4, 8, (g, t, i) -> new int[] {i < 2 ? g : g + 8, t * 2 + (i & 1)});
  }

  @Test
  void m16n8k8OfTf32() {
    MatrixForm form = form("m16n8k8", MatrixElement.F32, MatrixElement.TF32);
    check(
        form.layoutA(true),
        4,
        8,
        (g, t, i) -> new int[] {i == 0 || i == 2 ? g : g + 8, i < 2 ? t : t + 4});
    check(form.layoutB(true), 2, 8, (g, t, i) -> new int[] {g, i == 0 ? t : t + 4});
  }

  @Test
  void m16n8k32OfBytes() {
    MatrixForm form = form("m16n8k32", MatrixElement.S32, MatrixElement.S8);
    check(
        form.layoutA(true),
        16,
        32,
        (g, t, i) ->
            new int[] {
              i < 4 || (i >= 8 && i < 12) ? g : g + 8, t * 4 + (i & 3) + (i < 8 ? 0 : 16)
            });
    check(
        form.layoutB(true), 8, 32, (g, t, i) -> new int[] {g, t * 4 + (i & 3) + (i < 4 ? 0 : 16)});
  }

  @Test
  void m16n8k64OfNibbles() {
    MatrixForm form = form("m16n8k64", MatrixElement.S32, MatrixElement.U4);
    check(
        form.layoutA(true),
        32,
        64,
        (g, t, i) ->
            new int[] {
              i < 8 || (i >= 16 && i < 24) ? g : g + 8, t * 8 + (i & 7) + (i < 16 ? 0 : 32)
            });
    check(
        form.layoutB(true), 16, 64, (g, t, i) -> new int[] {g, t * 8 + (i & 7) + (i < 8 ? 0 : 32)});
  }

  /** Bits are handled in words of 32. */
  @Test
  void m16n8k256OfBits() {
    MatrixForm form = form("m16n8k256", MatrixElement.S32, MatrixElement.B1);
    check(
        form.layoutA(true),
        4,
        8,
        (g, t, i) -> new int[] {i == 0 || i == 2 ? g : g + 8, i < 2 ? t : t + 4});
    check(form.layoutB(true), 2, 8, (g, t, i) -> new int[] {g, i == 0 ? t : t + 4});
  }

  @Test
  void m16n8k16OfDoubles() {
    MatrixForm form = form("m16n8k16", MatrixElement.F64, MatrixElement.F64);
    check(
        form.layoutA(true),
        8,
        16,
        (g, t, i) -> new int[] {i % 2 == 0 ? g : g + 8, i % 2 == 0 ? i * 2 + t : i * 2 - 2 + t});
    check(form.layoutB(true), 4, 16, (g, t, i) -> new int[] {g, t + i * 4});
    check(form.layoutC(), 4, 8, (g, t, i) -> new int[] {i < 2 ? g : g + 8, t * 2 + (i & 1)});
  }

  @Test
  void m8n8k4OfHalves() {
    MatrixForm form = form("m8n8k4", MatrixElement.F32, MatrixElement.F16);
    checkQuadPairs(form.layoutA(true), 4, 4, (lane, i) -> new int[] {lane % 4 + up(lane), i});
    checkQuadPairs(form.layoutA(false), 4, 4, (lane, i) -> new int[] {i % 4 + up(lane), lane % 4});
    checkQuadPairs(form.layoutB(true), 4, 4, (lane, i) -> new int[] {lane % 4 + up(lane), i});
    checkQuadPairs(form.layoutB(false), 4, 4, (lane, i) -> new int[] {i + up(lane), lane % 4});
    checkQuadPairs(
        form.layoutC(),
        8,
        8,
        (lane, i) -> new int[] {(lane & 1) + (i & 2) + up(lane), (i & 4) + (lane & 2) + (i & 1)});
    MatrixForm halves = form("m8n8k4", MatrixElement.F16, MatrixElement.F16);
    checkQuadPairs(halves.layoutC(), 8, 8, (lane, i) -> new int[] {lane % 4 + up(lane), i});
  }

  private static int up(int lane) {
    return lane < 16 ? 0 : 4;
  }

  private interface LaneFormula {
    int[] place(int lane, int i);
  }

  private static void checkQuadPairs(
      FragmentLayout layout, int elements, int columns, LaneFormula formula) {
    for (int lane = 0; lane < 32; lane++) {
      int product = (lane >> 2) % 4;
      for (int i = 0; i < elements; i++) {
        int[] place = formula.place(lane, i);
        assertThat(layout.place(i / layout.perRegister(), lane, i % layout.perRegister()))
            .as("lane %d element %d", lane, i)
            .isEqualTo((product * 8 + place[0]) * columns + place[1]);
      }
    }
  }

  @Test
  void everyElementOfAMatrixIsHeldOnce() {
    int[][] shapes = {{16, 16, 2, 2}, {8, 32, 2, 1}, {32, 8, 2, 2}, {32, 16, 4, 4}, {8, 4, 1, 1}};
    for (int[] s : shapes) {
      FragmentLayout layout = FragmentLayout.grouped(s[0], s[1], s[2], s[3]);
      BitSet held = new BitSet();
      for (int r = 0; r < layout.registers(); r++) {
        for (int lane = 0; lane < 32; lane++) {
          for (int e = 0; e < layout.perRegister(); e++) {
            held.set(layout.place(r, lane, e));
          }
        }
      }
      assertThat(held.cardinality()).isEqualTo(s[0] * s[1]);
      assertThat(layout.registers() * layout.perRegister() * 32).isEqualTo(s[0] * s[1]);
    }
  }
}

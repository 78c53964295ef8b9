package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads from shared memory that ptxas joins: those of a basic block that together are an aligned 8
 * bytes, or at least three words of an aligned 16, become one load of that width.
 *
 * <p>The rule was read off machine code that ptxas 13.0 wrote (MODEL.md, joined loads). A store, an
 * atomic or a barrier between two loads keeps them apart. It does not change what the emulated GPU
 * does, only what is counted.
 */
final class JoinedLoads {
  private static final int[] WIDTHS = {16, 8};

  private static final int WIDEST = 16;

  private final FlatKernel kernel;
  private final AccessPlan plan;
  private final Map<Integer, Joined> bySite = new HashMap<>();
  private final KnownAlignment alignment;

  /**
   * What a load has become.
   *
   * @param bytes what a lane moves; 0 if another load brings its value along
   * @param offset where the joined load begins, from the base of the access's run
   * @param every 1; or more, if in an unrolled loop one load does for so many turns
   */
  record Joined(int bytes, long offset, int every) {}

  private record Load(int site, long offset, int bytes, int aligned) {
    long chunk(int width) {
      return Math.floorDiv(offset, width);
    }
  }

  JoinedLoads(FlatKernel kernel, ControlFlow flow, AccessPlan plan) {
    this.kernel = kernel;
    this.plan = plan;
    this.alignment = new KnownAlignment(kernel);
    flow.uncut().forEach(this::scan);
  }

  /** Returns what an access has become; an access that is joined to none is as it was. */
  Joined of(AccessRun.Entry access) {
    return bySite.getOrDefault(access.site(), new Joined(access.bytes(), access.offset(), 1));
  }

  /** Tells whether another load brings the access's value along. */
  boolean rides(int site) {
    Joined joined = bySite.get(site);
    return joined != null && joined.bytes() == 0;
  }

  private void scan(List<BasicBlock> pieces) {
    Map<String, List<Load>> open = new HashMap<>();
    Map<String, List<Load>> stepped = new HashMap<>();
    for (BasicBlock piece : pieces) {
      scan(piece, open, stepped);
    }
    open.values().forEach(this::join);
    if (pieces.stream().flatMap(piece -> piece.code().stream()).noneMatch(JoinedLoads::orders)) {
      UnrolledLoop.of(pieces, kernel, alignment)
          .ifPresent(
              loop ->
                  loop.walks()
                      .forEach(
                          (base, walk) -> {
                            Map<String, List<Load>> loads = walk.before() ? stepped : open;
                            unroll(loop.trips(), walk, loads.getOrDefault(base, List.of()));
                          }));
    }
  }

  /** Joins the loads of several turns that lie side by side. */
  private void unroll(long trips, UnrolledLoop.Walk walk, List<Load> loads) {
    long step = walk.step();
    if ((step != 4 && step != 8) || 1 << walk.zeros() < WIDEST || trips % (WIDEST / step) != 0) {
      return;
    }
    for (Load load : loads) {
      Joined now = bySite.getOrDefault(load.site(), new Joined(load.bytes(), load.offset(), 1));
      if (now.bytes() == step && Math.floorMod(now.offset(), (long) WIDEST) == 0) {
        bySite.put(load.site(), new Joined(WIDEST, now.offset(), (int) (WIDEST / step)));
      }
    }
  }

  /**
   * Collects a piece's loads by base register.
   *
   * @param open those that may be joined with later ones
   * @param stepped those before their base register changes
   */
  private void scan(
      BasicBlock block, Map<String, List<Load>> open, Map<String, List<Load>> stepped) {
    for (int k = 0; k < block.code().size(); k++) {
      Instruction i = block.code().get(k);
      AccessPlan.Place place = isPlainLoad(i) ? plan.place(block.index(), k) : null;
      if (place != null && plan.run(place).space() == SymbolAddress.Space.SHARED) {
        String base = MemoryShapes.address(i).base().toString();
        open.computeIfAbsent(base, b -> new ArrayList<>()).add(load(i, place, plan.run(place)));
      } else if (place == null && orders(i)) {
        open.values().forEach(this::join);
        open.clear();
      }
      for (String register : Shapes.definitions(i)) {
        List<Load> ended = Optional.ofNullable(open.remove(register)).orElse(List.of());
        join(ended);
        stepped.putIfAbsent(register, ended);
      }
    }
  }

  private Load load(Instruction i, AccessPlan.Place place, AccessRun run) {
    int zeros = alignment.zeros(MemoryShapes.address(i));
    int bytes = plan.accesses().get(place.site()).site().bytesPerLane();
    return new Load(place.site(), run.offset(place.site()), bytes, 1 << zeros);
  }

  private void join(List<Load> loads) {
    List<Load> rest = loads;
    for (int width : WIDTHS) {
      rest = join(rest, width);
    }
  }

  /** Joins what fills aligned chunks of a width but for a word of four; returns the other loads. */
  private List<Load> join(List<Load> loads, int width) {
    Map<Long, List<Load>> chunks = new HashMap<>();
    List<Load> rest = new ArrayList<>();
    for (Load load : loads) {
      if (load.aligned() >= width && load.bytes() >= 4 && load.bytes() < width) {
        chunks.computeIfAbsent(load.chunk(width), chunk -> new ArrayList<>()).add(load);
      } else {
        rest.add(load);
      }
    }
    for (List<Load> chunk : chunks.values()) {
      if (fills(chunk, width)) {
        chunk.forEach(load -> bySite.put(load.site(), new Joined(0, load.offset(), 1)));
        Load first = chunk.get(0);
        bySite.put(first.site(), new Joined(width, first.chunk(width) * width, 1));
      } else {
        rest.addAll(chunk);
      }
    }
    return rest;
  }

  private static boolean fills(List<Load> chunk, int width) {
    int words = 0;
    for (Load load : chunk) {
      int first = (int) Math.floorMod(load.offset(), (long) width);
      for (int at = first; at < first + load.bytes(); at += 4) {
        words |= 1 << (at / 4);
      }
    }
    return Integer.bitCount(words) >= (width == 8 ? 2 : 3);
  }

  /** Volatile and ordered loads, and those under a guard, stay as they are. */
  private static boolean isPlainLoad(Instruction i) {
    return i.opcode().equals("ld")
        && i.guard().isEmpty()
        && !(i.has("volatile") || i.has("relaxed") || i.has("acquire"));
  }

  /** Tells whether loads from shared memory stay on their side of an instruction. */
  private static boolean orders(Instruction i) {
    boolean elsewhere = i.has("global") || i.has("local") || i.has("param");
    return MemoryShapes.isAccess(i)
        ? i.has("volatile") || (!elsewhere && !isPlainLoad(i))
        : Shapes.warpLevel(i) || i.opcode().equals("cp");
  }
}

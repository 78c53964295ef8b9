package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the memory accesses of a kernel and which of them can be checked together.
 *
 * <p>Accesses belong to one run if they stand in one block, have the same base register with the
 * same value, and no guard.
 */
final class AccessPlan {
  private final FlatKernel kernel;
  private final AccessRoots roots;
  private final UniformRegisters uniform;
  private final List<MemoryAccess> accesses = new ArrayList<>();
  private final List<AccessRun> runs = new ArrayList<>();
  private final List<Map<Integer, Place>> places = new ArrayList<>();
  private final ControlFlow flow;
  private @Nullable JoinedLoads joined;

  /**
   * Where an access stands in its run.
   *
   * @param site index into {@link #accesses()}; a {@code cp.async} has the next one too
   * @param run index into {@link #runs()}
   */
  record Place(int site, int run) {}

  /** A run being collected. */
  private record Open(
      int id, SymbolAddress.Space space, int window, List<AccessRun.Entry> entries) {
    AccessRun close() {
      return AccessRun.of(id, space, window, entries);
    }
  }

  AccessPlan(FlatKernel kernel, ControlFlow flow) {
    this.kernel = kernel;
    this.roots = new AccessRoots(kernel);
    this.uniform = new UniformRegisters(kernel);
    this.flow = flow;
    flow.blocks().forEach(this::scan);
  }

  /** Returns which loads ptxas joins; found out when it is first asked, as only counters ask. */
  synchronized JoinedLoads joined() {
    if (joined == null) {
      joined = new JoinedLoads(kernel, flow, this);
    }
    return joined;
  }

  List<MemoryAccess> accesses() {
    return accesses;
  }

  List<AccessRun> runs() {
    return runs;
  }

  int windows() {
    return roots.count();
  }

  /** Returns the access at a position of a block's code. */
  Place place(int block, int position) {
    Place place = places.get(block).get(position);
    if (place == null) {
      throw new IllegalStateException("no access at " + block + ":" + position);
    }
    return place;
  }

  AccessRun run(Place place) {
    return runs.get(place.run());
  }

  private void scan(BasicBlock block) {
    Map<Integer, Place> here = new HashMap<>();
    Map<String, Open> open = new HashMap<>();
    List<Open> all = new ArrayList<>();
    for (int k = 0; k < block.code().size(); k++) {
      Instruction i = block.code().get(k);
      if (MemoryShapes.isAccess(i)) {
        SymbolAddress.Space space = MemoryShapes.space(i, kernel);
        Open run = run(i, space, MemoryShapes.address(i), open, all);
        here.put(k, add(i, space, MemoryShapes.address(i), run));
      } else if (MatrixShapes.isAccess(i)) {
        SymbolAddress.Space space = MemoryShapes.space(i, kernel);
        Operand.Address address = MemoryShapes.address(i);
        here.put(k, add(i, space, address, open(space, address, all)));
      } else if (i.opcode().equals("cp") && MemoryShapes.register(i.operands(), 0)) {
        throw UnsupportedPtxException.of(i);
      } else if (isCopy(i)) {
        here.put(k, copy(i, all));
      }
      Shapes.definitions(i).forEach(d -> open.keySet().removeIf(key -> key.startsWith(d + " ")));
    }
    for (Open run : all) {
      runs.add(run.close());
    }
    places.add(here);
  }

  /** Tells whether the instruction is a {@code cp.async} that moves data. */
  static boolean isCopy(Instruction i) {
    return i.opcode().equals("cp") && i.has("async") && i.has("global") && !i.has("bulk");
  }

  private Open run(
      Instruction i,
      SymbolAddress.Space space,
      Operand.Address address,
      Map<String, Open> open,
      List<Open> all) {
    String key = address.base() + " " + space;
    Open found = i.guard().isPresent() ? null : open.get(key);
    if (found != null) {
      return found;
    }
    Open fresh = open(space, address, all);
    if (i.guard().isEmpty()) {
      open.put(key, fresh);
    }
    return fresh;
  }

  private Open open(SymbolAddress.Space space, Operand.Address address, List<Open> all) {
    boolean windowed = space != SymbolAddress.Space.SHARED && space != SymbolAddress.Space.LOCAL;
    int window = windowed ? roots.window(address.base()) : 0;
    Open fresh = new Open(runs.size() + all.size(), space, window, new ArrayList<>());
    all.add(fresh);
    return fresh;
  }

  private Place add(Instruction i, SymbolAddress.Space space, Operand.Address address, Open run) {
    int site = accesses.size();
    MemoryAccess access =
        new MemoryAccess(MemoryShapes.site(site, i, uniform), i, space, MemoryShapes.alignment(i));
    accesses.add(access);
    run.entries().add(new AccessRun.Entry(site, address.offset(), access.site().bytesPerLane()));
    return new Place(site, run.id());
  }

  private Place copy(Instruction i, List<Open> all) {
    Operand.Address target = (Operand.Address) i.operands().get(0);
    Operand.Address source = (Operand.Address) i.operands().get(1);
    Open read = open(SymbolAddress.Space.GLOBAL, source, all);
    Place place = add(i, SymbolAddress.Space.GLOBAL, source, read);
    Open write = open(SymbolAddress.Space.SHARED, target, all);
    add(i, SymbolAddress.Space.SHARED, target, write);
    return place;
  }
}

package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.Operand;
import java.util.List;
import java.util.Set;

/** Makes the operations of {@code mbarrier} and {@code cp.async.mbarrier.arrive}. */
final class MbarrierOperations {
  /** Ordering, scope and space change nothing: memory here is always up to date. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "release",
          "acquire",
          "relaxed",
          "cta",
          "cluster",
          "shared",
          "shared::cta",
          "shared::cluster",
          "b64");

  private final FlatKernel kernel;
  private final RegisterKinds kinds;
  private final RegisterFile file;

  MbarrierOperations(FlatKernel kernel, RegisterKinds kinds, RegisterFile file) {
    this.kernel = kernel;
    this.kinds = kinds;
    this.file = file;
  }

  WarpOperation of(Instruction i) {
    List<String> words = i.modifiers().stream().filter(m -> !NEUTRAL.contains(m)).toList();
    return switch (String.join(".", words)) {
      case "init" -> new MbarrierUpdate(at(i, 0), MbarrierUpdate.Change.INIT, value(i, 1), none(i));
      case "inval" -> new MbarrierUpdate(at(i, 0), MbarrierUpdate.Change.INVAL, none(i), none(i));
      case "expect_tx" -> transactions(i, MbarrierUpdate.Change.EXPECT_TX);
      case "complete_tx" -> transactions(i, MbarrierUpdate.Change.COMPLETE_TX);
      case "arrive" -> arrival(i, MbarrierUpdate.Change.ARRIVE);
      case "arrive_drop" -> arrival(i, MbarrierUpdate.Change.ARRIVE_DROP);
      case "arrive.expect_tx" -> arrival(i, MbarrierUpdate.Change.ARRIVE_EXPECT_TX);
      case "arrive_drop.expect_tx" -> arrival(i, MbarrierUpdate.Change.ARRIVE_DROP_EXPECT_TX);
      case "arrive.noComplete" -> arrival(i, MbarrierUpdate.Change.ARRIVE_NO_COMPLETE);
      case "arrive_drop.noComplete" -> arrival(i, MbarrierUpdate.Change.ARRIVE_DROP_NO_COMPLETE);
      case "test_wait", "try_wait" -> wait(i, false);
      case "test_wait.parity", "try_wait.parity" -> wait(i, true);
      case "pending_count" -> new PendingCount(value(i, 0), value(i, 1));
      case "async.mbarrier.arrive" -> new AsyncArrive(at(i, 0), false);
      case "async.mbarrier.arrive.noinc" -> new AsyncArrive(at(i, 0), true);
      default -> throw UnsupportedPtxException.of(i);
    };
  }

  private WarpOperation transactions(Instruction i, MbarrierUpdate.Change change) {
    return new MbarrierUpdate(at(i, 0), change, value(i, 1), none(i));
  }

  private WarpOperation arrival(Instruction i, MbarrierUpdate.Change change) {
    Operand count = i.operands().size() > 2 ? i.operands().get(2) : new Operand.IntegerConstant(1);
    return new MbarrierUpdate(at(i, 1), change, value(i, count), value(i, 0));
  }

  private WarpOperation wait(Instruction i, boolean parity) {
    return new MbarrierWait(at(i, 1), value(i, 0), value(i, 2), parity);
  }

  private Mbarrier at(Instruction i, int index) {
    if (i.operands().size() <= index
        || !(i.operands().get(index) instanceof Operand.Address address)) {
      throw UnsupportedPtxException.of(i, "it names no mbarrier");
    }
    boolean generic = i.modifiers().stream().noneMatch(m -> m.startsWith("shared"));
    return new Mbarrier(i, value(i, address.base()), address.offset(), generic);
  }

  private LaneValue value(Instruction i, int index) {
    if (index >= i.operands().size()) {
      throw UnsupportedPtxException.of(i, "it has too few operands");
    }
    return value(i, i.operands().get(index));
  }

  private LaneValue value(Instruction i, Operand operand) {
    return LaneValue.of(i, operand, kernel, kinds, file);
  }

  private LaneValue none(Instruction i) {
    return value(i, new Operand.Sink());
  }

  /** {@code mbarrier.pending_count}: what a state says. */
  private static final class PendingCount extends WarpOperation {
    private final LaneValue target;
    private final LaneValue state;

    PendingCount(LaneValue target, LaneValue state) {
      this.target = target;
      this.state = state;
    }

    @Override
    void apply(Warp warp, int mask, int arrived) {
      Lanes.forEach(
          mask,
          lane ->
              target.set(
                  warp,
                  lane,
                  MbarrierState.read(state.get(warp, lane)).map(MbarrierState::pending).orElse(0)));
    }
  }
}

package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.emulator.counters.AccessGroup;
import dev.warpsmith.kernels.emulator.counters.KernelShape;
import dev.warpsmith.kernels.ptx.Function;
import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.PtxModule;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A kernel ready to run: its blocks, where its registers lie, and its code in each variant. */
final class Program {
  private static final int BYTECODE_PER_BLOCK = 5200;

  private static final Set<BasicBlock.Ending> ALONE =
      Set.of(BasicBlock.Ending.FALL, BasicBlock.Ending.BRANCH, BasicBlock.Ending.EXIT);

  private final FlatKernel kernel;
  private final ControlFlow flow;
  private final RegisterKinds kinds;
  private final Rematerialization rematerialization;
  private final Liveness liveness;
  private final RegisterFile file;
  private final AccessPlan plan;
  private final WarpOperation[] operations;
  private final CallTable calls;
  private @Nullable KernelShape shape;
  private volatile @Nullable List<AccessGroup> groups;
  private final boolean lanesMeet;
  private final boolean communicates;
  private final Optional<BlockDependence.Found> dependence;
  private final Map<Variant, TranslatedBlocks> variants = new EnumMap<>(Variant.class);

  private Program(FlatKernel kernel) {
    this.kernel = kernel;
    this.flow = ControlFlow.of(kernel, BYTECODE_PER_BLOCK);
    this.kinds = new RegisterKinds(kernel);
    this.rematerialization = Rematerialization.of(kernel, kinds);
    this.liveness = Liveness.of(flow, rematerialization);
    this.file = RegisterFile.of(liveness, kinds);
    this.plan = new AccessPlan(kernel, flow);
    WarpOperations factory = new WarpOperations(kernel, kinds, file, plan);
    this.operations = new WarpOperation[flow.blocks().size()];
    for (BasicBlock block : flow.blocks()) {
      boolean warp = block.ending() == BasicBlock.Ending.WARP;
      operations[block.index()] = warp ? factory.of(block) : WarpOperation.NONE;
    }
    this.calls = new CallTable(kernel, flow, liveness, kinds, file);
    this.lanesMeet = !flow.blocks().stream().allMatch(block -> ALONE.contains(block.ending()));
    this.communicates = Communication.between(kernel);
    this.dependence = BlockDependence.of(kernel);
  }

  /**
   * Prepares a kernel and translates its fast variant, so that whatever cannot run is found now.
   *
   * @throws UnsupportedPtxException for an instruction that cannot run
   */
  static Program of(PtxModule module, Function entry, Map<String, SymbolAddress> globals) {
    FlatKernel kernel = new Flattener(module, entry, globals).flatten();
    ScalarForms.check(kernel);
    Program program = new Program(kernel);
    program.code(Variant.FAST);
    return program;
  }

  FlatKernel kernel() {
    return kernel;
  }

  ControlFlow flow() {
    return flow;
  }

  RegisterFile file() {
    return file;
  }

  /** Returns what counters need to know of the kernel; made when it is first asked. */
  synchronized KernelShape shape() {
    if (shape == null) {
      shape = ShapeBuilder.shape(kernel, flow, plan);
    }
    return shape;
  }

  List<MemoryAccess> accesses() {
    return plan.accesses();
  }

  List<AccessRun> runs() {
    return plan.runs();
  }

  private AccessGroup group(AccessRun run) {
    return new AccessGroup(run.entries().stream().map(this::member).toList());
  }

  private AccessGroup.Member member(AccessRun.Entry entry) {
    JoinedLoads.Joined joined = plan.joined().of(entry);
    return new AccessGroup.Member(
        plan.accesses().get(entry.site()).site(), joined.offset(), joined.bytes(), joined.every());
  }

  /** Returns the accesses of a run as counters know them; asked at every access. */
  AccessGroup group(int run) {
    List<AccessGroup> known = groups;
    return (known == null ? makeGroups() : known).get(run);
  }

  private synchronized List<AccessGroup> makeGroups() {
    List<AccessGroup> made = plan.runs().stream().map(this::group).toList();
    groups = made;
    return made;
  }

  int windows() {
    return plan.windows();
  }

  CallTable calls() {
    return calls;
  }

  WarpOperation operation(int block) {
    return operations[block];
  }

  /** Tells whether the kernel calls {@code malloc} or {@code free}. */
  boolean usesHeap() {
    return kernel.code().stream().anyMatch(Communication::usesHeap);
  }

  /** Tells whether anything is done other than by each lane for itself. */
  boolean lanesMeet() {
    return lanesMeet;
  }

  /** Tells whether blocks may exchange data, so that they must run in a fixed order. */
  boolean communicates() {
    return communicates;
  }

  /** Returns why a part of a grid does not stand for the whole; empty if it does. */
  Optional<BlockDependence.Found> dependence() {
    return dependence;
  }

  /** Returns the most accesses that one block makes, two for each asynchronous copy. */
  int accessesPerBlock() {
    int most = 0;
    for (BasicBlock block : flow.blocks()) {
      most = Math.max(most, 2 * block.code().size());
    }
    return most;
  }

  /** Returns an instruction that stands for a block in messages. */
  Instruction instruction(int block) {
    BasicBlock found = flow.blocks().get(block);
    return found.code().isEmpty()
        ? found.terminator().orElseGet(() -> kernel.code().get(kernel.code().size() - 1))
        : found.code().get(0);
  }

  synchronized TranslatedBlocks code(Variant variant) {
    return variants.computeIfAbsent(variant, v -> translator(v).translate());
  }

  /** Returns the class files of the kernel, translated anew. */
  List<byte[]> classFiles(Variant variant) {
    return translator(variant).classFiles();
  }

  private ProgramTranslator translator(Variant variant) {
    return new ProgramTranslator(
        kernel.name(),
        flow,
        new BlockTranslator(kernel, rematerialization, liveness, kinds, file, plan, variant));
  }
}

package dev.warpsmith.kernels.emulator;

import dev.warpsmith.kernels.SourceNames;
import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.KernelParameter;
import dev.warpsmith.kernels.device.KernelResources;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.kernels.device.Occupancy;
import dev.warpsmith.kernels.emulator.counters.BlockSample;
import dev.warpsmith.kernels.emulator.counters.LaunchCounter;
import dev.warpsmith.kernels.emulator.counters.LaunchObserver;
import dev.warpsmith.kernels.emulator.tensor.Generation;
import dev.warpsmith.kernels.ptx.Function;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** A module on the emulated GPU: its variables, and its kernels translated. */
final class EmulatedModule implements LoadedModule {
  private static final int WORKSPACE_BYTES = 64;

  private final EmulatedDevice device;
  private final GlobalVariables variables;
  private final Map<String, KernelResources> resources;
  private final Map<String, Kernel> kernels = new LinkedHashMap<>();
  private final Map<String, Refused> refused = new LinkedHashMap<>();
  private Optional<DeviceHeap> heap = Optional.empty();

  private record Kernel(
      Program program, List<KernelParameter> parameters, Optional<Integer> mostThreads) {}

  /** A kernel that cannot run, and the answer to its launch. */
  private record Refused(String entry, List<KernelParameter> parameters, DeviceFault fault) {}

  private EmulatedModule(
      EmulatedDevice device,
      TranslatedModule translated,
      GlobalVariables variables,
      Map<String, KernelResources> resources) {
    this.device = device;
    this.variables = variables;
    this.resources = resources;
    for (Function entry : translated.ptx().kernels()) {
      try {
        checkCluster(entry);
        add(entry, translated.program(entry, variables.symbols()));
      } catch (UnsupportedPtxException e) {
        refuse(entry, e);
      }
    }
    if (kernels.isEmpty() && !refused.isEmpty()) {
      throw new UnsupportedPtxException(refused.values().iterator().next().fault().message());
    }
  }

  private void add(Function entry, Program program) {
    Kernel kernel = new Kernel(program, ParameterKinds.of(program.kernel()), mostThreads(entry));
    kernels.put(entry.name(), kernel);
    kernels.putIfAbsent(SourceNames.of(entry.name()), kernel);
  }

  private static void checkCluster(Function entry) {
    int blocks = entry.directive("reqnctapercluster").map(EmulatedModule::product).orElse(1);
    if (blocks > 1) {
      throw new UnsupportedPtxException(
          SourceNames.of(entry.name())
              + ": __cluster_dims__ of "
              + blocks
              + " blocks: clusters of several blocks are not emulated yet");
    }
  }

  private static int product(Function.Directive directive) {
    return directive.values().stream().reduce(1, (a, b) -> a * b);
  }

  /** Keeps the refusal for the kernel's launch: the module's other kernels may run. */
  private void refuse(Function entry, UnsupportedPtxException why) {
    String name = SourceNames.of(entry.name());
    List<KernelParameter> parameters = ParameterKinds.declared(entry.parameters());
    Refused kernel = new Refused(entry.name(), parameters, why.fault(name));
    refused.put(entry.name(), kernel);
    refused.putIfAbsent(name, kernel);
  }

  /**
   * Loads a module.
   *
   * @throws UnsupportedPtxException if no kernel of it can run
   */
  static EmulatedModule load(
      EmulatedDevice device, TranslatedModule translated, Map<String, KernelResources> resources) {
    GlobalVariables variables = new GlobalVariables(device.memory(), translated.ptx());
    try {
      return new EmulatedModule(device, translated, variables, resources);
    } catch (UnsupportedPtxException e) {
      variables.close();
      throw e;
    }
  }

  private static Optional<Integer> mostThreads(Function entry) {
    return entry
        .directive("maxntid")
        .or(() -> entry.directive("reqntid"))
        .map(EmulatedModule::product);
  }

  @Override
  public Map<String, List<KernelParameter>> kernels() {
    Map<String, List<KernelParameter>> parameters = new LinkedHashMap<>();
    refused.forEach((name, kernel) -> parameters.put(name, kernel.parameters()));
    kernels.forEach((name, kernel) -> parameters.put(name, kernel.parameters()));
    return parameters;
  }

  @Override
  public KernelResources resources(String kernel) {
    Refused refusal = refused.get(kernel);
    return (refusal == null ? known(find(kernel)) : known(refusal.entry()))
        .orElseThrow(() -> new IllegalArgumentException("ptxas reported nothing about " + kernel));
  }

  @Override
  public Optional<List<String>> forgetVariables() {
    return Optional.of(variables.forgetChanges());
  }

  @Override
  public boolean dependsOnContents(KernelLaunch launch) {
    return refused.containsKey(launch.kernel())
        || ContentDependence.of(find(launch.kernel()).program().kernel(), launch);
  }

  @Override
  public boolean steeredByContents(KernelLaunch launch) {
    return refused.containsKey(launch.kernel())
        || ContentDependence.steers(find(launch.kernel()).program().kernel(), launch);
  }

  @Override
  public boolean steeredByOthers(KernelLaunch launch) {
    if (refused.containsKey(launch.kernel())) {
      return true;
    }
    FlatKernel kernel = find(launch.kernel()).program().kernel();
    Set<String> own = kernel.variables();
    programs().stream()
        .map(Program::kernel)
        .filter(other -> !other.name().equals(kernel.name()))
        .forEach(other -> own.removeAll(other.variables()));
    return ContentDependence.steers(kernel, launch, own);
  }

  /** Returns the translated kernels. */
  List<Program> programs() {
    return kernels.values().stream().map(Kernel::program).distinct().toList();
  }

  private Optional<KernelResources> known(Kernel kernel) {
    return known(kernel.program().kernel().name());
  }

  private Optional<KernelResources> known(String entry) {
    return Optional.ofNullable(resources.get(entry));
  }

  private Kernel find(String name) {
    Kernel kernel = kernels.get(name);
    if (kernel == null) {
      throw new IllegalArgumentException(
          "no kernel named '"
              + name
              + "' (defined: "
              + String.join(", ", kernels().keySet())
              + ")");
    }
    return kernel;
  }

  @Override
  public LaunchResult launch(KernelLaunch launch, LaunchOptions options) {
    Refused refusal = refused.get(launch.kernel());
    if (refusal != null) {
      return new LaunchResult.Faulted(refusal.fault());
    }
    Kernel kernel = find(launch.kernel());
    return WholeCount.ofDependent(
        kernel.program().dependence(), launch, options, chosen -> launch(kernel, launch, chosen));
  }

  private LaunchResult launch(Kernel kernel, KernelLaunch launch, LaunchOptions options) {
    Program program = kernel.program();
    int staticShared = program.kernel().sharedBytes();
    Optional<String> violation =
        LaunchLimits.violation(device.spec(), launch, staticShared, kernel.mostThreads());
    Allocation arguments =
        device
            .memory()
            .allocate("kernel parameters", 1, Math.max(8, program.kernel().parameterBytes()));
    PrintedOutput printed = new PrintedOutput();
    Optional<Allocation> workspace = workspace(launch);
    try {
      new ArgumentBuffer(program, kernel.parameters(), arguments).store(launch.arguments());
      if (violation.isPresent()) {
        return limit(launch, violation.get());
      }
      LaunchMemory memory =
          new LaunchMemory(
              arguments,
              workspace,
              heap(program),
              device.memory().snapshot(),
              device.memory().made());
      return run(kernel, launch, options, memory, printed);
    } catch (KernelFault e) {
      return new LaunchResult.Faulted(e.fault(), List.of(), printed.printed());
    } catch (UnsupportedPtxException e) {
      return new LaunchResult.Faulted(
          new DeviceFault(
              DeviceFault.Kind.UNSUPPORTED,
              launch.kernel(),
              Optional.empty(),
              String.valueOf(e.getMessage())));
    } finally {
      workspace.ifPresent(device.memory()::free);
      device.memory().free(arguments);
    }
  }

  /** Allocates what cooperative groups synchronise the grid with. */
  private Optional<Allocation> workspace(KernelLaunch launch) {
    if (!launch.cooperative()) {
      return Optional.empty();
    }
    Allocation workspace = device.memory().allocate("grid workspace", 4, WORKSPACE_BYTES);
    OffHeap.fill(workspace.host(), WORKSPACE_BYTES, (byte) 0);
    workspace.markAll();
    return Optional.of(workspace);
  }

  /** Returns the module's heap if the kernel uses it; made when first needed. */
  private Optional<DeviceHeap> heap(Program program) {
    if (program.usesHeap() && heap.isEmpty()) {
      Allocation region = device.memory().allocate("device heap", 1, DeviceHeap.BYTES);
      OffHeap.fill(region.host(), DeviceHeap.BYTES, (byte) 0);
      heap = Optional.of(new DeviceHeap(region));
    }
    return program.usesHeap() ? heap : Optional.empty();
  }

  private static LaunchResult limit(KernelLaunch launch, String violation) {
    return new LaunchResult.Faulted(
        new DeviceFault(
            DeviceFault.Kind.LAUNCH_LIMIT,
            launch.kernel(),
            Optional.empty(),
            launch.kernel() + ": " + violation));
  }

  private LaunchResult run(
      Kernel kernel,
      KernelLaunch launch,
      LaunchOptions options,
      LaunchMemory memory,
      PrintedOutput printed) {
    int resident = resident(kernel, launch);
    if (launch.cooperative() && launch.grid().count() > resident) {
      return limit(
          launch,
          "a cooperative grid of " + launch.grid().count() + " blocks, " + resident + " fit");
    }
    if (options.count()) {
      return count(kernel, launch, options, memory, printed, resident);
    }
    Variant variant = options.sanitize() ? Variant.SANITIZING : Variant.FAST;
    LaunchExecution execution =
        execution(kernel, launch, options, memory, printed, variant, Optional.empty());
    long[] blocks = blocks(options, kernel.program(), launch.grid(), resident);
    List<DeviceFault> faults = options.sanitize() ? check(execution, blocks) : List.of();
    if (!faults.isEmpty()) {
      return new LaunchResult.Faulted(
          faults.get(0), faults.subList(1, faults.size()), printed.printed());
    }
    if (!options.sanitize()) {
      execute(execution, blocks);
    }
    return new LaunchResult.Completed(
        new LaunchRecord(
            launch.grid().count(),
            blocks.length,
            execution.steps(),
            Optional.empty(),
            printed.printed()));
  }

  /** Runs in check mode, which keeps the record of which bytes are initialised. */
  private static List<DeviceFault> check(LaunchExecution execution, long[] blocks) {
    Findings findings = execution.check().findings();
    try {
      execution.run(blocks);
    } catch (KernelFault e) {
      findings.end(e);
    }
    return findings.faults();
  }

  /** Runs; after that any byte may have been written. */
  private void execute(LaunchExecution execution, long[] blocks) {
    List<Allocation> allocations = device.memory().snapshot();
    try {
      execution.run(blocks);
    } finally {
      allocations.forEach(Allocation::markAll);
    }
  }

  private LaunchResult count(
      Kernel kernel,
      KernelLaunch launch,
      LaunchOptions options,
      LaunchMemory memory,
      PrintedOutput printed,
      int resident) {
    if (options.caches() != LaunchOptions.Caches.KEPT) {
      device.l2().clear();
    }
    return new CountedRun(
            launch.grid(), resident, WholeCount.easily(kernel.program().dependence(), options))
        .run(
            options.blocks(),
            sample ->
                new LaunchCounter(
                    device.spec(),
                    kernel.program().shape(),
                    occupancy(kernel, launch),
                    sample,
                    device.l2(),
                    options.caches() == LaunchOptions.Caches.STEADY),
            (counter, blocks) -> {
              LaunchExecution execution =
                  execution(
                      kernel,
                      launch,
                      options,
                      memory,
                      printed,
                      Variant.COUNTING,
                      Optional.of(counter));
              execute(execution, blocks);
              return execution.steps();
            },
            printed);
  }

  private LaunchExecution execution(
      Kernel kernel,
      KernelLaunch launch,
      LaunchOptions options,
      LaunchMemory memory,
      PrintedOutput printed,
      Variant variant,
      Optional<LaunchObserver> observer) {
    Program program = kernel.program();
    LaunchExecution.Geometry geometry =
        new LaunchExecution.Geometry(
            launch.grid(),
            launch.block(),
            program.kernel().sharedBytes() + launch.dynamicSharedBytes(),
            device.spec().sms(),
            resident(kernel, launch),
            device.threads(),
            options.seed(),
            options.splitWarps() && variant == Variant.FAST,
            options.stepBudget(),
            Generation.of(device.spec().arch()));
    return new LaunchExecution(
        program, variant, geometry, memory, device.memory().stamps(), printed, observer);
  }

  private Occupancy occupancy(Kernel kernel, KernelLaunch launch) {
    int threads = Math.toIntExact(launch.block().count());
    int registers = known(kernel).map(KernelResources::registers).orElse(32);
    int shared = kernel.program().kernel().sharedBytes() + launch.dynamicSharedBytes();
    return Occupancy.of(device.spec(), threads, registers, shared);
  }

  /** Returns how many blocks the GPU holds at once. */
  private int resident(Kernel kernel, KernelLaunch launch) {
    return Math.max(1, occupancy(kernel, launch).blocksPerSm()) * device.spec().sms();
  }

  /**
   * Returns the blocks in the order in which they start.
   *
   * <p>Blocks that may wait for each other start in their order but for those that the GPU holds at
   * once, so that whoever waits for earlier blocks, as look-back does, waits for some that run.
   */
  private static long[] blocks(LaunchOptions options, Program program, Dim3 grid, int resident) {
    if (options.blocks() instanceof BlockSelection.All) {
      int count = (int) grid.count();
      int window = program.communicates() ? resident : count;
      int[] order = Orders.permutation(count, window, options.seed());
      return Arrays.stream(order).asLongStream().toArray();
    }
    BlockSample sample = BlockSample.of(options.blocks(), grid, resident, block -> 1);
    return sample.toRun().stream().flatMapToLong(LongStream::of).toArray();
  }

  @Override
  public void close() {
    variables.close();
    heap.ifPresent(known -> device.memory().free(known.region()));
    heap = Optional.empty();
    kernels.clear();
  }
}

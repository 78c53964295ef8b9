package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.KernelLaunch;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchRecord;
import dev.warpsmith.kernels.device.LaunchResult;
import dev.warpsmith.kernels.device.LoadedModule;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.Profiler;
import dev.warpsmith.profiler.model.ModelledClock;
import dev.warpsmith.profiler.timing.Measurement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Times a plan on an emulated GPU: counts residency waves of each launch at full size, and models
 * the time from the counts. The plan's time is the sum of its launches' times.
 *
 * <p>A launch that later ones use is first counted in part, then run whole if what one of them does
 * depends on the values. Where that is too much work and values only choose between pieces of
 * arithmetic, as a function with a branch does, the later ones find {@link LikelyValues} instead.
 * Where that will not do, or a launch cannot be sampled, see {@link ExtrapolatedTimer}.
 */
final class ModelledTimer {
  private static final int COUNTED_WAVES = 1;

  private final Subject subject;
  private final FullSizeMemory full;
  private final EvaluationSettings settings;
  private final Profiler profiler;
  private final LaunchOrder order;
  private final boolean values;
  private boolean likely;
  private boolean extrapolated;
  private boolean parts;

  /** Makes a timer under which each launch finds what the ones before it computed. */
  ModelledTimer(Subject subject, FullSizeMemory full, EvaluationSettings settings) {
    this(subject, full, settings, true);
  }

  private ModelledTimer(
      Subject subject, FullSizeMemory full, EvaluationSettings settings, boolean values) {
    this.values = values;
    this.subject = subject;
    this.full = full;
    this.settings = settings;
    this.profiler = new Profiler(subject.device().id(), subject.device().spec());
    this.order = new LaunchOrder(subject);
  }

  /**
   * Makes a timer that runs no launch whole: a launch may find a filling where earlier ones would
   * have written. Its time is the same unless what a kernel does depends on such values.
   */
  static ModelledTimer ofPartsOnly(
      Subject subject, FullSizeMemory full, EvaluationSettings settings) {
    return new ModelledTimer(subject, full, settings, false);
  }

  /** Times the plan; outputs hold what the counted launches wrote. */
  TimingResult time() {
    return inFull().get();
  }

  /** Returns what to answer once the plan's memory is free again. */
  private Supplier<TimingResult> inFull() {
    TaskMemory tensors = full.fresh();
    try (LoadedModule module = subject.load();
        BoundPlan plan =
            BoundPlan.of(subject.device(), subject.task(), subject.candidate(), tensors)) {
      prepare(plan);
      return time(module, plan);
    }
  }

  private void prepare(BoundPlan plan) {
    plan.poisonScratch(FullSizeMemory.FINITE);
    if (likely) {
      plan.scratch().values().forEach(tensor -> LikelyValues.fill(tensor, full.inputs().seed()));
    }
  }

  private Supplier<TimingResult> time(LoadedModule module, BoundPlan plan) {
    List<KernelProfile> profiles = new ArrayList<>();
    BitSet reading = reading(module, plan);
    for (int i = 0; i < plan.launches().size(); i++) {
      KernelLaunch launch = plan.launches().get(i);
      boolean repeats = i > 0 && repeatsMatter();
      boolean reads = reading.get(i);
      parts |= repeats && !reads;
      Optional<DeviceFault> before = repeats && reads ? replay(module, plan, i) : Optional.empty();
      if (before.isPresent()) {
        return ended(module, plan, launch, before.get());
      }
      LaunchResult counted =
          module.launch(launch, i == 0 ? counting() : counting().keepingCaches());
      if (counted instanceof LaunchResult.Faulted faulted) {
        return ended(module, plan, launch, faulted.fault());
      }
      LaunchRecord record = ((LaunchResult.Completed) counted).record();
      profiles.add(profile(module, launch, record));
      boolean partial = record.blocksRun() < record.blocks();
      boolean used = order.needed(i) && partial && !repeatsMatter();
      boolean read = reading.nextSetBit(i + 1) >= 0;
      parts |= used && !read;
      Optional<DeviceFault> whole = used && read ? whole(module, launch) : Optional.empty();
      if (whole.isPresent()) {
        return ended(module, plan, launch, whole.get());
      }
    }
    return () -> TimingResult.of(timing(profiles));
  }

  /**
   * Returns the launches of which what they do depends on what earlier ones computed; the others
   * may find a filling there.
   */
  private BitSet reading(LoadedModule module, BoundPlan plan) {
    BitSet reading = new BitSet();
    for (int i = 1; values && i < plan.launches().size(); i++) {
      KernelLaunch launch = plan.launches().get(i);
      reading.set(i, likely ? steered(module, plan, i) : module.dependsOnContents(launch));
    }
    return reading;
  }

  /**
   * Tells whether fewer launches need what earlier ones computed if likely values stand for it.
   * Outputs and integers hold none, so that a kernel could tell: a launch that may read an output
   * that an earlier launch wrote rules it out, and so does scratch memory of integers.
   */
  private boolean wouldDo(LoadedModule module, BoundPlan plan) {
    BitSet reading = reading(module, plan);
    boolean fewer =
        IntStream.range(1, plan.launches().size())
            .anyMatch(i -> reading.get(i) && !steered(module, plan, i));
    boolean filled = plan.scratch().values().stream().allMatch(t -> t.dtype().floating());
    return fewer && filled && !likely && !order.anyOutputUsedAgain();
  }

  /** A kernel that is launched twice may find what it has left itself. */
  private static boolean steered(LoadedModule module, BoundPlan plan, int i) {
    KernelLaunch launch = plan.launches().get(i);
    boolean once =
        plan.launches().stream().filter(l -> l.kernel().equals(launch.kernel())).count() == 1;
    return once ? module.steeredByOthers(launch) : module.steeredByContents(launch);
  }

  private CandidateTiming timing(List<KernelProfile> profiles) {
    Measurement measurement =
        ModelledClock.measurement(
            profiles.stream().map(KernelProfile::time).flatMap(Optional::stream).toList());
    return new CandidateTiming(
        measurement,
        profiles,
        new SpeedOfLight(subject.task(), subject.device().spec()).roofline(),
        "full size: "
            + profiles.stream()
                .map(profile -> profile.kernel() + " " + profile.sampling())
                .collect(Collectors.joining("; ")));
  }

  private KernelProfile profile(LoadedModule module, KernelLaunch launch, LaunchRecord record) {
    return profiler.profile(module.resources(launch.kernel()), launch, record.counted());
  }

  /** Tells whether a launch that runs twice may compute something else the second time. */
  private boolean repeatsMatter() {
    return subject.usesAtomics()
        || order.anyRewritten()
        || subject.task().inputs().stream().anyMatch(input -> input.updated());
  }

  /** Answers for a launch that ended with a fault: with a trend, where it was too much work. */
  private Supplier<TimingResult> ended(
      LoadedModule module, BoundPlan plan, KernelLaunch launch, DeviceFault fault) {
    if (!unsampleable(fault)) {
      return () -> TimingResult.refused(Faults.refusal(fault, "timed at full size"));
    }
    return wouldDo(module, plan) ? this::onLikelyValues : () -> extrapolated(launch);
  }

  private TimingResult onLikelyValues() {
    likely = true;
    return inFull().get();
  }

  /**
   * Restores everything and runs the launches before one whole; returns the fault that ended it.
   */
  private Optional<DeviceFault> replay(LoadedModule module, BoundPlan plan, int launch) {
    full.fresh();
    prepare(plan);
    return plan.launches().subList(0, launch).stream()
        .map(before -> whole(module, before))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<DeviceFault> whole(LoadedModule module, KernelLaunch launch) {
    LaunchOptions options = LaunchOptions.compute().withStepBudget(settings.completeInstructions());
    return module
        .launch(launch, options)
        .match(completed -> Optional.empty(), faulted -> Optional.of(faulted.fault()));
  }

  private LaunchOptions counting() {
    return LaunchOptions.counting(
            new BlockSelection.SampledWaves(COUNTED_WAVES, settings.sampledInstructions()))
        .withStepBudget(settings.completeInstructions());
  }

  private static boolean unsampleable(DeviceFault fault) {
    return fault.kind() == DeviceFault.Kind.NOT_SAMPLEABLE
        || fault.kind() == DeviceFault.Kind.STEP_BUDGET;
  }

  /** Tells whether the time came from smaller sizes. */
  boolean extrapolated() {
    return extrapolated;
  }

  /** Tells whether launches found a filling where earlier ones would have written. */
  boolean inParts() {
    return parts;
  }

  /** Tells whether launches found likely values in place of what earlier ones would compute. */
  boolean onLikely() {
    return likely;
  }

  private TimingResult extrapolated(KernelLaunch launch) {
    extrapolated = true;
    if (full.tensors().changedInput(full.values()).isEmpty()) {
      full.release();
    }
    return new ExtrapolatedTimer(subject, full.inputs().seed(), settings, profiler)
        .time(launch.kernel() + " cannot be sampled at full size");
  }
}

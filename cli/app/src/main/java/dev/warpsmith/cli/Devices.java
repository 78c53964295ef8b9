package dev.warpsmith.cli;

import dev.warpsmith.kernels.device.Device;
import dev.warpsmith.kernels.device.DeviceException;
import dev.warpsmith.kernels.device.DeviceProvider;
import dev.warpsmith.kernels.device.Gpus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The devices that this installation knows, and the choice among them. */
final class Devices {
  static final String AUTO = "auto";
  private static final String EMULATED_DEFAULT = "emulated:h200";
  private static final String EMULATED = "emulated";
  private static final String CUDA = "cuda";

  private final List<DeviceProvider> providers;

  Devices(List<DeviceProvider> providers) {
    this.providers = List.copyOf(providers);
  }

  /** Returns the devices of every provider on the class path. */
  static Devices installed() {
    return new Devices(
        ServiceLoader.load(DeviceProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  /**
   * A device id and why it was taken.
   *
   * @param reason one clause, such as {@code asked for}
   */
  record Choice(String id, String reason) {}

  /** One device that can be named, and whether it can be opened here. */
  record Listing(String id, boolean available, String reason) {}

  /** Returns the id that {@code auto} or an explicit id stands for. */
  Choice choose(String wanted) {
    if (!wanted.equals(AUTO)) {
      return new Choice(wanted, "asked for");
    }
    Optional<String> gpu = provider(CUDA).flatMap(cuda -> cuda.available().stream().findFirst());
    return gpu.map(id -> new Choice(id, "a driver and a GPU answer"))
        .orElseGet(() -> new Choice(EMULATED_DEFAULT, "no GPU: " + cudaReason()));
  }

  /** Returns the ids that commas part, each chosen. */
  List<Choice> chooseAll(String wanted) {
    return Arrays.stream(wanted.split(",", -1))
        .map(String::strip)
        .distinct()
        .map(this::choose)
        .toList();
  }

  /** Tells whether an id is that of a GPU, not of an emulated one. */
  static boolean isHardware(String id) {
    return id.startsWith(CUDA + ":");
  }

  /** Opens a device by id. */
  Device open(String id) {
    return open(id, DeviceProvider::open);
  }

  /** Opens a device by id on which a launch may take no longer, where that can be said. */
  Device open(String id, Duration launch) {
    return open(id, (provider, name) -> provider.open(name, launch));
  }

  private Device open(String id, BiFunction<DeviceProvider, String, Device> opening) {
    int colon = id.indexOf(':');
    String scheme = colon < 0 ? id : id.substring(0, colon);
    if (scheme.equals(CUDA) && provider(CUDA).isEmpty()) {
      throw CommandException.environment(
          "device "
              + id
              + " cannot be opened: "
              + cudaReason()
              + "; use --device "
              + EMULATED_DEFAULT);
    }
    DeviceProvider provider =
        provider(scheme)
            .orElseThrow(
                () ->
                    CommandException.usage(
                        "no device '"
                            + id
                            + "'; expected auto, cuda:<number> or emulated:<gpu>, such as "
                            + EMULATED_DEFAULT
                            + " (see 'warpsmith devices')"));
    if (colon < 0) {
      throw CommandException.usage(
          "device '"
              + id
              + "' names no GPU; expected one of "
              + String.join(", ", provider.available()));
    }
    String name = id.substring(colon + 1);
    if (scheme.equals(EMULATED)) {
      requireGpu(name);
    }
    return scheme.equals(CUDA)
        ? hardware(() -> opening.apply(provider, name))
        : opening.apply(provider, name);
  }

  /** Opens a GPU; what to do without one is part of the message. */
  private static Device hardware(Supplier<Device> opening) {
    try {
      return opening.get();
    } catch (DeviceException e) {
      throw CommandException.environment(
          e.getMessage() + "; use --device " + EMULATED_DEFAULT + " to run without one");
    }
  }

  /** Tells a misspelt GPU from one that cannot be opened here. */
  private static void requireGpu(String name) {
    try {
      Gpus.find(name);
    } catch (DeviceException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Returns every device that can be named, CUDA first. */
  List<Listing> list() {
    List<Listing> found = new ArrayList<>();
    if (provider(CUDA).map(cuda -> cuda.available().isEmpty()).orElse(true)) {
      found.add(new Listing("cuda:0", false, cudaReason()));
    }
    providers.stream()
        .sorted(Comparator.comparing(provider -> !provider.scheme().equals(CUDA)))
        .flatMap(provider -> provider.available().stream())
        .forEach(id -> found.add(new Listing(id, true, "")));
    return found;
  }

  /** Returns why no CUDA device can be used. */
  String cudaReason() {
    return provider(CUDA).map(DeviceProvider::reason).orElse("this version has no CUDA device yet");
  }

  private Optional<DeviceProvider> provider(String scheme) {
    return providers.stream().filter(provider -> provider.scheme().equals(scheme)).findFirst();
  }
}

package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A {@code libcuda.so.1} that runs on the CPU, built from {@code fake_cuda.c}, and what it counted.
 *
 * @param state the file in which it counts
 */
public record FakeDriver(Path state, Map<String, String> environment) {
  private static final int CALLS = 64;
  private static final int NAME_BYTES = 56;

  /** Built once for all tests. */
  private static final class Library {
    static final Path FOLDER = build();

    private static Path build() {
      try (InputStream source = FakeDriver.class.getResourceAsStream("fake_cuda.c")) {
        Path folder = TestFolder.untilExit("warpsmith-fake-cuda");
        Path file = folder.resolve("fake_cuda.c");
        Files.write(file, java.util.Objects.requireNonNull(source).readAllBytes());
        Path library = folder.resolve("libcuda.so.1");
        Process gcc =
            new ProcessBuilder(
                    "gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (gcc.waitFor() != 0) {
          throw new IllegalStateException("gcc cannot build the fake driver: " + said);
        }
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Returns a driver of a GPU of its own, without faults. */
  public static FakeDriver in(Path folder) {
    Path state = folder.resolve("state");
    Map<String, String> environment = new TreeMap<>(WorkerSetup.allowed(System.getenv()));
    environment.put("LD_LIBRARY_PATH", Library.FOLDER.toString());
    environment.put("FAKE_CUDA_STATE", state.toString());
    return new FakeDriver(state, environment);
  }

  /** Returns the same with a variable set, such as {@code FAKE_CUDA_FAULTS}. */
  public FakeDriver with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new FakeDriver(state, more);
  }

  public FakeDriver failing(String faults) {
    return with("FAKE_CUDA_FAULTS", faults);
  }

  /**
   * Installs the driver with its settings where a run finds it that was told no more than a search
   * path.
   *
   * @return the folder, for {@code LD_LIBRARY_PATH}
   */
  public Path install() {
    Path folder = state.resolveSibling("driver");
    String settings =
        environment.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("FAKE_CUDA_"))
            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .collect(Collectors.joining());
    try {
      Files.createDirectories(folder);
      Files.copy(
          Library.FOLDER.resolve("libcuda.so.1"),
          folder.resolve("libcuda.so.1"),
          StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(folder.resolve("fake_cuda.conf"), settings);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path temporary() {
    return java.util.Objects.requireNonNull(state.getParent());
  }

  WorkerSetup setup() {
    Duration patience = Duration.ofSeconds(20);
    return new WorkerSetup(environment, temporary(), patience, patience, patience);
  }

  /** Returns a setup under which a worker is given up soon. */
  WorkerSetup impatient() {
    Duration start = Duration.ofSeconds(20);
    return new WorkerSetup(
        environment, temporary(), start, Duration.ofSeconds(2), Duration.ofSeconds(1));
  }

  CudaDeviceProvider provider() {
    return new CudaDeviceProvider(setup(), Path.of("/"));
  }

  Device open() {
    return CudaDevice.open("cuda:0", 0, setup());
  }

  /** Buffers that the driver holds now. */
  long buffers() {
    return counter(0);
  }

  long bytes() {
    return counter(1);
  }

  long modules() {
    return counter(2);
  }

  long events() {
    return counter(3);
  }

  public long launches() {
    return counter(4);
  }

  long contexts() {
    return counter(5);
  }

  /** Processes that have loaded the driver. */
  public long processes() {
    return counter(7);
  }

  /** Returns how often a function was called. */
  public long calls(String function) {
    ByteBuffer bytes = read();
    for (int i = 0; i < CALLS; i++) {
      int at = 8 * Long.BYTES + i * (NAME_BYTES + Long.BYTES);
      byte[] name = new byte[NAME_BYTES];
      bytes.get(at, name);
      if (new String(name, StandardCharsets.US_ASCII).split("\0", 2)[0].equals(function)) {
        return bytes.getLong(at + NAME_BYTES);
      }
    }
    return 0;
  }

  private long counter(int index) {
    return read().getLong(index * Long.BYTES);
  }

  private ByteBuffer read() {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(state)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

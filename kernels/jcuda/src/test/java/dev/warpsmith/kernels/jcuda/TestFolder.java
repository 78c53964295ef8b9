package dev.warpsmith.kernels.jcuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that several tests share. */
public final class TestFolder {
  private TestFolder() {}

  /** Makes a folder that goes with this process. */
  public static Path untilExit(String prefix) {
    try {
      Path folder = Files.createTempDirectory(prefix);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> WorkerFolder.delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

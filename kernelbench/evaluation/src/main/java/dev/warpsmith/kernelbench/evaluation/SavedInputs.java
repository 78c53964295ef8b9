package dev.warpsmith.kernelbench.evaluation;

import dev.warpsmith.kernelbench.task.TaskInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The inputs of one case as files, a tensor each, for other processes. They are generated when
 * first asked for, and deleted when this is closed.
 */
final class SavedInputs implements AutoCloseable {
  private static final int CHUNK = 16 << 20;

  /** Part of the folder's free space that inputs may take. */
  private static final double MOST_OF_SPACE = 0.5;

  private final CaseInputs values;
  private final Path folder;
  private final Map<String, Path> files = new LinkedHashMap<>();

  SavedInputs(CaseInputs values) {
    this.values = values;
    try {
      this.folder = Files.createTempDirectory("warpsmith-inputs");
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for inputs: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the file of an input.
   *
   * @param bytes of the whole tensor
   * @throws IOException if there is no room for it
   */
  Path file(TaskInput input, long bytes) throws IOException {
    String name = input.tensor().name();
    Path known = files.get(name);
    if (known != null) {
      return known;
    }
    long space = Files.getFileStore(folder).getUsableSpace();
    if (bytes > MOST_OF_SPACE * space) {
      throw new IOException(
          "no room for "
              + name
              + " in "
              + folder
              + ": "
              + bytes
              + " bytes, "
              + space
              + " are free");
    }
    Path file = folder.resolve("input" + files.size());
    write(file, input, bytes);
    files.put(name, file);
    return file;
  }

  private void write(Path file, TaskInput input, long bytes) throws IOException {
    int size = input.tensor().dtype().bytes();
    ByteBuffer part =
        ByteBuffer.allocateDirect((int) Math.min(bytes, CHUNK)).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long at = 0; at < bytes; at += CHUNK) {
        part.clear().limit((int) Math.min(CHUNK, bytes - at));
        values.fill(input, at / size, part);
        part.rewind();
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
    }
  }

  @Override
  public void close() {
    JobFolder.delete(folder);
  }
}

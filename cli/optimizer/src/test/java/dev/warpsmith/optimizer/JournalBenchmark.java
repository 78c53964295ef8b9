package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The time to append 1 KiB to a journal that ends up on the disk, and to read one of 1,000. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@NullUnmarked // JMH sets the fields between construction and use.
public class JournalBenchmark {
  private static final int EVENTS = 1000;
  private static final String TEXT = "a line of code;\n".repeat(64);

  private Path folder;
  private Path full;
  private Journal journal;
  private FileChannel plain;

  /** Writes a journal to read, and opens those to append to. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    folder = Files.createTempDirectory("warpsmith-journal");
    full = folder.resolve("full.jsonl");
    try (Journal many = Journal.open(full)) {
      for (int i = 0; i < EVENTS; i++) {
        many.append(Kind.ROUND, event());
      }
    }
    journal = Journal.open(folder.resolve("journal.jsonl"));
    plain =
        FileChannel.open(
            folder.resolve("plain"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static ObjectNode event() {
    return Journal.data().put("round", 1).put("text", TEXT);
  }

  /** Appends an event, sealed, and waits for the disk. */
  @Benchmark
  public void append() {
    journal.append(Kind.ROUND, event());
  }

  /** Reads 1,000 events as {@code --resume} does, hash chain not checked. */
  @Benchmark
  public List<JournalEvent> readThousand() {
    return Journal.read(full);
  }

  /** Writes as many bytes and waits for the disk: what an append cannot be faster than. */
  @Benchmark
  public int plainAppend() throws IOException {
    int written = plain.write(ByteBuffer.wrap(TEXT.getBytes(StandardCharsets.UTF_8)));
    plain.force(false);
    return written;
  }

  /** Reads as many bytes: what {@link #readThousand} cannot be faster than. */
  @Benchmark
  public byte[] plainRead() throws IOException {
    return Files.readAllBytes(full);
  }

  /** Deletes the files. */
  @TearDown(Level.Iteration)
  public void close() throws IOException {
    journal.close();
    plain.close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}

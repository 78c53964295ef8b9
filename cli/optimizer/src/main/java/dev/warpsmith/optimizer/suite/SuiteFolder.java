package dev.warpsmith.optimizer.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.optimizer.AtomicFile;
import dev.warpsmith.optimizer.FolderLock;
import dev.warpsmith.optimizer.JsonText;
import dev.warpsmith.optimizer.RunFolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * A suite's folder: {@code suite.json}, {@code suite.csv}, {@code suite.md}, and a run's folder for
 * each task. One process at a time writes it.
 */
public final class SuiteFolder implements AutoCloseable {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final String FILE = "suite.json";

  private final Path path;
  private final FolderLock lock;
  private boolean frozen;

  private SuiteFolder(Path path) {
    this.path = path;
    this.lock = FolderLock.take(path);
  }

  /** Creates {@code <runs>/suite-<yyyyMMdd-HHmmss>}; a number is added where there is one. */
  public static SuiteFolder create(Path runs, LocalDateTime when) {
    try {
      Files.createDirectories(runs);
      String name = "suite-" + STAMP.format(when);
      Path folder = runs.resolve(name);
      for (int i = 2; Files.exists(folder); i++) {
        folder = runs.resolve(name + "-" + i);
      }
      return new SuiteFolder(Files.createDirectory(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "a suite's folder in " + runs + " cannot be created: " + e.getMessage(), e);
    }
  }

  /**
   * Opens a suite's folder to go on with it.
   *
   * @throws RunFolderException if it is none, or another process writes it
   */
  public static SuiteFolder open(Path folder) {
    if (!Files.isRegularFile(folder.resolve(FILE))) {
      throw new RunFolderException(
          folder
              + " is no suite's folder: it has no "
              + FILE
              + " (suites are in runs/suite-<time>)");
    }
    return new SuiteFolder(folder);
  }

  /** Returns where the folder is. */
  public Path path() {
    return path;
  }

  /**
   * Reads the suite.
   *
   * @throws RunFolderException if its file is damaged
   */
  public Suite read() {
    Path file = path.resolve(FILE);
    try {
      return SuiteJson.read(new ObjectMapper().readTree(Files.readString(file)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new RunFolderException(file + " is damaged: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Writes the suite's files; nothing after {@link #freeze}. */
  public synchronized void write(Suite suite) {
    if (!frozen) {
      AtomicFile.write(path.resolve("suite.csv"), SuiteCsv.write(suite));
      AtomicFile.write(path.resolve("suite.md"), SuiteMarkdown.write(suite));
      AtomicFile.write(path.resolve(FILE), JsonText.of(SuiteJson.write(suite)));
    }
  }

  /** Lets nothing more into the files, because the process is about to end. */
  public synchronized void freeze() {
    frozen = true;
  }

  @Override
  public void close() {
    lock.close();
  }
}

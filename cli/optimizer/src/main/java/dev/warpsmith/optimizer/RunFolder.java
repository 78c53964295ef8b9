package dev.warpsmith.optimizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warpsmith.kernels.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A run's folder: settings, journal, candidates, the best candidate, the report.
 *
 * <p>One process at a time writes it; the lock goes with the process, however that ends.
 */
public final class RunFolder implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final String SETTINGS = "run.json";
  private static final String JOURNAL = "journal.jsonl";

  private final Path path;
  private final FolderLock lock;
  private final Journal journal;

  private RunFolder(Path path, FolderLock lock, Journal journal) {
    this.path = path;
    this.lock = lock;
    this.journal = journal;
  }

  /**
   * Creates {@code <runs>/<task>/<yyyyMMdd-HHmmss>} and locks it.
   *
   * @param when local time; a number is added where a folder of that second exists
   */
  public static RunFolder create(Path runs, String task, LocalDateTime when) {
    Path parent = runs.resolve(task.replaceAll("[^A-Za-z0-9._-]+", "-"));
    try {
      Files.createDirectories(parent);
      for (int attempt = 1; ; attempt++) {
        String name = STAMP.format(when) + (attempt == 1 ? "" : "-" + attempt);
        Optional<Path> created = tryCreate(parent.resolve(name));
        if (created.isPresent()) {
          return lock(created.get());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "run folder in " + parent + " cannot be created: " + e.getMessage(), e);
    }
  }

  private static Optional<Path> tryCreate(Path folder) throws IOException {
    try {
      return Optional.of(Files.createDirectory(folder));
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
  }

  /** Creates a folder, or takes one that has no settings yet, and locks it. */
  public static RunFolder begin(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "run folder " + folder + " cannot be created: " + e.getMessage(), e);
    }
    return lock(folder);
  }

  /** Tells whether a folder has a run in it that can be gone on with. */
  public static boolean holdsRun(Path folder) {
    return Files.isRegularFile(folder.resolve(SETTINGS))
        && Files.isRegularFile(folder.resolve(JOURNAL));
  }

  /**
   * Opens a run's folder to go on with the run.
   *
   * @throws RunFolderException if it is no run's folder, or another process writes it
   */
  public static RunFolder open(Path folder) {
    requireRun(folder);
    return lock(folder);
  }

  /**
   * Reads all that is known of a run, which another process may be working on.
   *
   * @throws RunFolderException if it is no run's folder
   */
  public static RunRecord read(Path folder) {
    requireRun(folder);
    try {
      return RunRecord.of(folder, settings(folder), events(folder));
    } catch (IllegalArgumentException e) {
      throw new RunFolderException(folder.resolve(JOURNAL) + " is damaged: " + e.getMessage());
    }
  }

  /** Returns a run's events. */
  static List<JournalEvent> events(Path folder) {
    return Journal.read(folder.resolve(JOURNAL));
  }

  /** Returns the text of a run's journal. */
  public static String journalText(Path folder) {
    return text(folder.resolve(JOURNAL));
  }

  /** Returns the hash of a run's settings as they are in the folder. */
  public static String settingsHash(Path folder) {
    return Sha256.of(text(folder.resolve(SETTINGS)));
  }

  /** Returns the settings' hash when the run's last session began; empty text if none was kept. */
  public static String recordedSettingsHash(Path folder) {
    return events(folder).stream()
        .filter(event -> event.is(JournalEvent.Kind.SESSION))
        .map(event -> event.data().path("settings").asText())
        .reduce("", (first, second) -> second);
  }

  /** Returns the GPU's data as a run kept it. */
  static JsonNode gpu(Path folder) {
    try {
      return MAPPER.readTree(text(folder.resolve(SETTINGS))).path("gpu");
    } catch (JsonProcessingException e) {
      throw new RunFolderException(folder.resolve(SETTINGS) + " is damaged: " + e.getMessage());
    }
  }

  /** Returns the name of the GPU that a run was made for, such as {@code h200}. */
  public static String gpuName(Path folder) {
    return gpu(folder).path("name").asText();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireRun(Path folder) {
    if (!Files.isRegularFile(folder.resolve(SETTINGS))) {
      throw new RunFolderException(
          folder
              + " is no run's folder: it has no "
              + SETTINGS
              + " (runs are in runs/<task>/<time>)");
    }
    if (!Files.isRegularFile(folder.resolve(JOURNAL))) {
      throw new RunFolderException(folder + " has no " + JOURNAL + ": nothing was done in it yet");
    }
  }

  private static RunFolder lock(Path folder) {
    FolderLock lock = FolderLock.take(folder);
    return new RunFolder(folder, lock, Journal.open(folder.resolve(JOURNAL)));
  }

  /** Returns where the folder is. */
  public Path path() {
    return path;
  }

  /** Returns the settings that the run began with. */
  public RunSettings settings() {
    return settings(path);
  }

  private static RunSettings settings(Path folder) {
    Path file = folder.resolve(SETTINGS);
    try {
      return RunSettings.ofJson(MAPPER.readTree(Files.readString(file)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new RunFolderException(file + " is damaged: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the settings.
   *
   * @param gpu the GPU's data, as JSON
   */
  public void write(RunSettings settings, JsonNode gpu) {
    writeAtomically(SETTINGS, JsonText.of(settings.toJson().set("gpu", gpu)));
  }

  /** Writes the settings anew and leaves the GPU's data as it is. */
  public void rewrite(RunSettings settings) {
    try {
      write(settings, MAPPER.readTree(Files.readString(path.resolve(SETTINGS))).path("gpu"));
    } catch (IOException e) {
      throw new UncheckedIOException(SETTINGS + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns all that is known of the run by now. */
  public RunRecord record() {
    return RunRecord.of(path, settings(), journal.events());
  }

  /** Returns the run's working time so far, in seconds, summed over sessions. */
  public double seconds() {
    return journal.seconds();
  }

  /** Lets nothing more into the journal, because the process is about to end. */
  public void freeze() {
    journal.freeze();
  }

  Journal journal() {
    return journal;
  }

  /** Writes a file of a candidate's folder. */
  void writeCandidate(int round, String file, String text) {
    writeAtomically(candidateFile(round, file), text);
  }

  /** Tells whether a candidate's folder has a file. */
  boolean hasCandidateFile(int round, String file) {
    return Files.isRegularFile(path.resolve(candidateFile(round, file)));
  }

  private static String candidateFile(int round, String file) {
    return String.format(Locale.ROOT, "candidates/%03d/%s", round, file);
  }

  /** Writes a JSON file of a candidate's folder. */
  void writeCandidate(int round, String file, JsonNode json) {
    writeCandidate(round, file, JsonText.of(json));
  }

  /** Writes a file so that readers see the old text or the new one, never a part. */
  public void writeAtomically(String name, String text) {
    AtomicFile.write(path.resolve(name), text);
  }

  /** Releases the lock. */
  @Override
  public void close() {
    journal.close();
    lock.close();
  }
}

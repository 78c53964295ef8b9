package dev.warpsmith.optimizer.verify;

import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.optimizer.EvidenceBundle;
import dev.warpsmith.optimizer.EvidenceFile;
import dev.warpsmith.optimizer.JournalChain;
import dev.warpsmith.optimizer.RunFolder;
import dev.warpsmith.optimizer.RunFolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells whether the files of a claim are still what the run wrote. */
final class FileClaims {
  private final EvidenceBundle bundle;
  private final List<Claim> claims = new ArrayList<>();

  private FileClaims(EvidenceBundle bundle) {
    this.bundle = bundle;
  }

  /** Looks at a run's folder. */
  static List<Claim> ofFolder(Path folder, EvidenceBundle bundle) {
    FileClaims files = new FileClaims(bundle);
    files.claims.add(journal(JournalChain.read(RunFolder.journalText(folder))));
    files.claims.add(
        Claim.ofHash(
            "run.json",
            RunFolder.recordedSettingsHash(folder),
            RunFolder.settingsHash(folder),
            "run.json"));
    files.task();
    files.candidate();
    files.sameText(folder, "best.cu");
    files.sameText(
        folder, String.format(Locale.ROOT, "candidates/%03d/kernel.cu", bundle.round().number()));
    files.evidence(folder.resolve(EvidenceFile.NAME));
    return files.claims;
  }

  /** Looks at an evidence bundle. */
  static List<Claim> ofBundle(EvidenceFile file) {
    FileClaims files = new FileClaims(file.bundle());
    files.claims.add(
        Claim.ofHash("evidence bundle", file.saysHash(), file.hasHash(), "the bundle"));
    files.task();
    files.candidate();
    return files.claims;
  }

  private static Claim journal(JournalChain.Reading read) {
    String name = "journal";
    if (read.broken().isPresent()) {
      return Claim.broken(
          name,
          "line "
              + read.broken().getAsInt()
              + " of journal.jsonl was changed, added or follows one that was taken out: its hash"
              + " does not match");
    }
    if (read.torn()) {
      return Claim.broken(
          name, "journal.jsonl ends within line " + (read.lines() + 1) + ": it was cut off");
    }
    if (read.unsealed() > 0) {
      return Claim.unknown(
          name, "its first " + read.unsealed() + " lines have no hashes: an earlier version's");
    }
    return Claim.held(name, "the hashes of its " + read.lines() + " lines follow each other");
  }

  private void task() {
    String name = "task";
    claims.add(
        Claim.ofHash(
            name, bundle.settings().taskHash(), bundle.text().sha256(), bundle.text().file()));
    if (bundle.text().builtIn()) {
      Optional<String> here = BuiltInTasks.text(bundle.text().builtInName());
      claims.add(
          here.isPresent() && here.get().equals(bundle.text().text())
              ? Claim.held("built-in task", "it is this version's " + bundle.settings().task())
              : Claim.broken(
                  "built-in task",
                  "it is not this version's built-in task "
                      + bundle.text().builtInName()
                      + "; what is proven is the task of the claim"));
    }
  }

  private void candidate() {
    claims.add(
        Claim.ofHash(
            "candidate",
            bundle.round().digest(),
            bundle.claimedDigest(),
            "the candidate of round " + bundle.round().number()));
  }

  private void sameText(Path folder, String file) {
    Path path = folder.resolve(file);
    if (!Files.isRegularFile(path)) {
      claims.add(
          Claim.broken(file, "it is missing; the candidate is proven as the journal has it"));
      return;
    }
    int line = firstDifference(text(path), bundle.claimedText());
    claims.add(
        line == 0
            ? Claim.held(file, "it is the journal's candidate")
            : Claim.broken(
                file,
                "its line "
                    + line
                    + " is not the journal's; the candidate is proven as the journal has it"));
  }

  /** Returns the first line, from 1, that differs; 0 if the texts are the same. */
  private static int firstDifference(String text, String other) {
    if (text.equals(other)) {
      return 0;
    }
    String[] mine = text.split("\n", -1);
    String[] its = other.split("\n", -1);
    int line = 0;
    while (line < Math.min(mine.length, its.length) && mine[line].equals(its[line])) {
      line++;
    }
    return line + 1;
  }

  private void evidence(Path file) {
    String name = EvidenceFile.NAME;
    if (!Files.isRegularFile(file)) {
      claims.add(
          Claim.unknown(name, "the folder has none; 'warpsmith report --evidence' writes it"));
      return;
    }
    try {
      EvidenceFile read = EvidenceFile.read(file);
      claims.add(
          read.saysHash().equals(read.hasHash())
              ? agreement(read.bundle())
              : Claim.broken(name, "it was changed: it has not the hash that it says"));
    } catch (RunFolderException e) {
      claims.add(Claim.broken(name, String.valueOf(e.getMessage())));
    }
  }

  /** Tells whether the evidence and the journal make the same claim. */
  private Claim agreement(EvidenceBundle kept) {
    String name = EvidenceFile.NAME;
    if (kept.journalLines() > bundle.journalLines()) {
      return Claim.broken(
          name,
          "it was written when the journal had "
              + kept.journalLines()
              + " lines, now it has "
              + bundle.journalLines()
              + ": the journal was cut off");
    }
    if (!kept.round().equals(bundle.round()) || !kept.baseline().equals(bundle.baseline())) {
      return Claim.broken(name, "its claim is not the journal's");
    }
    return kept.text().equals(bundle.text()) && kept.candidate().equals(bundle.candidate())
        ? Claim.held(name, "it makes the journal's claim")
        : Claim.broken(name, "its task or candidate is not the run's");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}

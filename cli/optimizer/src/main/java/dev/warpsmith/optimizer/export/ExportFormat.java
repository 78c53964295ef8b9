package dev.warpsmith.optimizer.export;

import dev.warpsmith.optimizer.RunRecord;

/** What a run can be written as. */
public interface ExportFormat {
  /** Returns the word that selects it, such as {@code jsonl}. */
  String name();

  /** Returns what it is, in a few words. */
  String meaning();

  /**
   * Returns the run as one text that ends with a line feed; keys and the like are taken out after.
   *
   * @throws dev.warpsmith.optimizer.RunFolderException if the run has nothing of that kind
   */
  String text(RunRecord run);
}

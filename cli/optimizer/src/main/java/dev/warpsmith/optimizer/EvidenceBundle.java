package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.nio.file.Path;
import java.util.List;

/**
 * All that is needed to check a run's claim somewhere else: the task, the best candidate, what it
 * is compared with, the device, the seed, the tools, what each gate found and the times.
 *
 * @param gpu the GPU's data, as JSON
 * @param candidate the claimed candidate as {@link CandidateJson} writes it
 * @param naive the baseline's kernels, likewise; an empty object if the run did not keep them
 * @param round the claim: verdict, facts, time, speedup
 * @param outside what else the candidate was timed in turn with
 * @param journalLines of the run, when this was written
 * @param journalEnd the last line's hash; empty text if it has none
 */
public record EvidenceBundle(
    TaskText text,
    RunSettings settings,
    JsonNode gpu,
    ObjectNode candidate,
    ObjectNode naive,
    BaselineRecord baseline,
    RoundRecord round,
    List<OutsideRecord> outside,
    int journalLines,
    String journalEnd) {
  public EvidenceBundle {
    outside = List.copyOf(outside);
  }

  /**
   * Collects the evidence of a run's best candidate.
   *
   * @throws RunFolderException if the folder is no run's, is damaged, or has no candidate that
   *     passed
   */
  public static EvidenceBundle of(Path folder) {
    RunRecord run = RunFolder.read(folder);
    RoundRecord best = run.best().orElseThrow(() -> nothing(run));
    List<JournalEvent> events = RunFolder.events(folder);
    JournalChain.Reading chain = JournalChain.read(RunFolder.journalText(folder));
    return new EvidenceBundle(
        TaskText.of(folder, run.settings().argument()),
        run.settings(),
        RunFolder.gpu(folder),
        candidate(events, best.number()),
        naive(events),
        run.baseline().orElseThrow(() -> nothing(run)),
        best,
        run.outside(),
        chain.lines(),
        chain.end());
  }

  private static RunFolderException nothing(RunRecord run) {
    return new RunFolderException(
        run.folder()
            + " claims nothing: no candidate passed every gate in the "
            + run.rounds().size()
            + " rounds of its journal ("
            + run.stopReason()
            + ")");
  }

  private static ObjectNode candidate(List<JournalEvent> events, int round) {
    return events.stream()
        .filter(event -> event.is(Kind.CANDIDATE) && event.round() == round)
        .map(event -> event.data().deepCopy())
        .findFirst()
        .orElseThrow(() -> new RunFolderException("the journal lacks the candidate of " + round));
  }

  private static ObjectNode naive(List<JournalEvent> events) {
    return events.stream()
        .filter(event -> event.is(Kind.BASELINE))
        .map(event -> event.data().path("candidate"))
        .filter(ObjectNode.class::isInstance)
        .map(node -> (ObjectNode) node.deepCopy())
        .findFirst()
        .orElseGet(Journal::data);
  }

  /** Reads the task. */
  public Task task() {
    return text.read();
  }

  /** Reads the claimed candidate. */
  public Candidate claimed() {
    return CandidateJson.read(candidate);
  }

  /** Returns the hash of the claimed candidate's source and tunables as they are here. */
  public String claimedDigest() {
    return CandidateJson.digest(claimed());
  }

  /** Tells whether kernels are those of the claimed baseline, as far as the run kept it. */
  public boolean isNaive(Candidate kernels) {
    String kept = naive.path("digest").asText();
    return kept.isEmpty() || kept.equals(CandidateJson.digest(kernels));
  }

  /** Returns the claimed candidate as a file that stands alone. */
  public String claimedText() {
    return CandidateJson.text(candidate);
  }

  /** Returns the claimed time. */
  public RoundRecord.Time time() {
    return round.time().orElseThrow(() -> new IllegalStateException("a best round has a time"));
  }
}

package dev.warpsmith.optimizer.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.kernelbench.evaluation.EvaluationObserver;
import dev.warpsmith.optimizer.EvidenceBundle;
import dev.warpsmith.optimizer.EvidenceFile;
import dev.warpsmith.optimizer.RunFolderException;
import dev.warpsmith.optimizer.verify.Claim.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of each claim of a run, in the order of checking.
 *
 * @param freshSeed of the inputs that the run had not met
 */
public record Verification(EvidenceBundle bundle, long freshSeed, List<Claim> claims) {
  public Verification {
    claims = List.copyOf(claims);
  }

  /**
   * A claim that was read, and what its files say.
   *
   * @param files what became of the claims about files
   */
  public record Read(EvidenceBundle bundle, List<Claim> files) {}

  /**
   * Reads a run's folder, or an evidence bundle.
   *
   * @throws RunFolderException if it is neither, or it claims nothing
   */
  public static Read read(Path path) {
    if (Files.isDirectory(path)) {
      EvidenceBundle bundle = EvidenceBundle.of(path);
      return new Read(bundle, FileClaims.ofFolder(path, bundle));
    }
    if (!Files.isRegularFile(path)) {
      throw new RunFolderException(
          "there is no "
              + path
              + "; expected a run's folder (runs/<task>/<time>) or its "
              + EvidenceFile.NAME);
    }
    EvidenceFile file = EvidenceFile.read(path);
    return new Read(file.bundle(), FileClaims.ofBundle(file));
  }

  /** Proves a claim again. */
  public static Verification of(
      Read read, ProofBench bench, long freshSeed, EvaluationObserver observer) {
    ToolClaims tools = new ToolClaims(read.bundle(), bench);
    List<Claim> claims = new ArrayList<>(read.files());
    claims.addAll(tools.claims());
    claims.addAll(new ProofClaims(read.bundle(), tools).of(bench, freshSeed, observer));
    return new Verification(read.bundle(), freshSeed, claims);
  }

  /** Tells whether no claim turned out wrong. */
  public boolean held() {
    return count(Outcome.DID_NOT_HOLD) == 0;
  }

  /** Returns how many claims came to an outcome. */
  public long count(Outcome outcome) {
    return claims.stream().filter(claim -> claim.outcome() == outcome).count();
  }

  /**
   * Returns {@code task, device, seed, freshSeed, claims[{claim, outcome, detail}], held,
   * didNotHold, couldNotBeChecked, verified}.
   */
  public ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("task", bundle.settings().task()).put("device", bundle.settings().device());
    node.put("seed", bundle.settings().seed()).put("freshSeed", freshSeed);
    ArrayNode rows = node.putArray("claims");
    claims.forEach(
        claim ->
            rows.addObject()
                .put("claim", claim.name())
                .put("outcome", claim.outcome().toString())
                .put("detail", claim.detail()));
    node.put("held", count(Outcome.HELD)).put("didNotHold", count(Outcome.DID_NOT_HOLD));
    node.put("couldNotBeChecked", count(Outcome.COULD_NOT_BE_CHECKED));
    return node.put("verified", held());
  }
}

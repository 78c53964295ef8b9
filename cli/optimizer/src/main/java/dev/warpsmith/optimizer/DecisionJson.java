package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A Judge's decisions as JSON, so that a resumed run does not ask for them again. */
final class DecisionJson {
  private final Task task;
  private final List<Round> history;

  /**
   * @param history the rounds that the decision is about
   */
  DecisionJson(Task task, List<Round> history) {
    this.task = task;
    this.history = List.copyOf(history);
  }

  ObjectNode write(Decision decision) {
    return decision.match(
        next -> next.assignment().match(this::draft, this::repair, this::optimize),
        stop -> Journal.data().put("decision", "stop").put("reason", stop.reason()));
  }

  Decision read(JsonNode node) {
    return switch (node.path("decision").asText()) {
      case "stop" -> new Decision.Stop(node.path("reason").asText());
      case "draft" -> new Decision.Continue(new Assignment.Draft(task));
      case "optimize" ->
          new Decision.Continue(new Assignment.Optimize(task, candidate(node), instruction(node)));
      case "repair" ->
          new Decision.Continue(
              new Assignment.Repair(task, candidate(node), failure(node), instruction(node)));
      default -> throw new IllegalStateException("unknown decision in the journal: " + node);
    };
  }

  private ObjectNode draft(Assignment.Draft draft) {
    return Journal.data().put("decision", "draft");
  }

  private ObjectNode repair(Assignment.Repair repair) {
    ObjectNode node = Journal.data().put("decision", "repair");
    node.put("failedRound", roundOf(repair.failure()));
    return of(node, repair.candidate(), repair.instruction());
  }

  private ObjectNode optimize(Assignment.Optimize optimize) {
    ObjectNode node = Journal.data().put("decision", "optimize");
    return of(node, optimize.candidate(), optimize.instruction());
  }

  private ObjectNode of(ObjectNode node, Candidate candidate, Instruction instruction) {
    node.set("candidate", CandidateJson.write(candidate));
    node.put("bottleneck", instruction.bottleneck());
    node.put("remedy", instruction.remedy());
    node.put("move", instruction.move());
    instruction.metrics().forEach(node.putArray("metrics")::add);
    instruction.predictedGain().ifPresent(gain -> node.put("predictedGain", gain));
    return node.put("basis", BasisJson.write(instruction.basis()));
  }

  private int roundOf(Evaluation.Failed failure) {
    return history.stream()
        .filter(round -> round.evaluation().equals(failure))
        .mapToInt(Round::number)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a repair of a failure in no round"));
  }

  private Candidate candidate(JsonNode node) {
    Candidate read = CandidateJson.read(node.path("candidate"));
    return history.stream()
        .map(Round::candidate)
        .filter(known -> CandidateJson.digest(known).equals(CandidateJson.digest(read)))
        .findFirst()
        .orElse(read);
  }

  private Evaluation.Failed failure(JsonNode node) {
    Evaluation evaluation = history.get(node.path("failedRound").asInt() - 1).evaluation();
    return evaluation.match(
        failed -> failed,
        passed -> {
          throw new IllegalStateException("the journal has a repair of a candidate that passed");
        });
  }

  private static Instruction instruction(JsonNode node) {
    List<String> metrics = new ArrayList<>();
    node.path("metrics").forEach(metric -> metrics.add(metric.asText()));
    JsonNode gain = node.path("predictedGain");
    return new Instruction(
        node.path("bottleneck").asText(),
        node.path("remedy").asText(),
        node.path("move").asText(),
        metrics,
        gain.isNumber() ? OptionalDouble.of(gain.asDouble()) : OptionalDouble.empty(),
        BasisJson.read(node.path("basis")));
  }
}

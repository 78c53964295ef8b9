package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.optimizer.strategy.StrategyChoice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of teams that cannot be set up, before anything is opened. */
class TeamTest {
  @Test
  void helpNamesEveryStrategyAndOption() {
    String help = String.join(" ", Run.of("optimize", "--help").out().split("\\s+"));
    for (String line : StrategyChoice.table()) {
      assertThat(help).contains(line.strip());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3 | --coder openai:gpt-5 | openai:gpt-5 needs a key and OPENAI_API_KEY is not set; export OPENAI_API_KEY, or do without a key
          3 | --judge anthropic:m | ANTHROPIC_API_KEY is not set
          3 | --coder gemini:m | GEMINI_API_KEY is not set
          2 | --coder opnai:gpt-5 | did you mean 'openai'?
          2 | --coder expret | unknown coder 'expret'; did you mean 'expert'?
          2 | --judge none | the expert Coder needs a Judge that names its moves
          2 | --coder exec:cat --judge random | use --judge expert, none or a model
          2 | --start expert | --start is for a language model in the team
          2 | --coder exec:cat --start middle | expected draft, expert
          2 | --coder exec:cat --strategy best-of=x | best-of: drafts is 'x'; expected a whole number from 1 to 99
          2 | --strategy beem | unknown strategy 'beem'; did you mean 'beam'?
          2 | --strategy best-of | best-of needs drafts that differ
          2 | --coder exec:cat --start expert --strategy best-of=2 | best-of needs drafts that differ
          2 | --strategy evolve:depth=2 | evolve has no option 'depth'; expected islands, migrate
          2 | --coder exec:cat --judge none --judge expert | cannot sit in a jury
          2 | --judge random --judge exec:cat | --judge random cannot sit in a jury with a model
          2 | --judge expert --judge exprt | unknown judge 'exprt'; did you mean 'expert'?
          2 | --judge exec:cat --judge-options effort=low --judge-options effort=high | --judge-options is given 2 times for 1 Judge
          2 | --parallel 0 | parallel is '0'
          2 | --coder exec:cat --coder-options heat=1 | --coder-options: unknown option 'heat'
          2 | --coder exec:cat --max-usd 1 | nobody told what exec:cat costs, so --max-usd cannot be kept
          2 | --coder replay:/no/such/file | there is no such file
          2 | --coder exec:cat --max-tokens 0 | maxTokens is '0'
          2 | --coder exec:cat --prices /no/prices.json | no such file of prices
          """)
  void saysWhatIsWrong(int code, String options, String message) {
    List<String> args = new ArrayList<>(List.of("optimize", "softmax"));
    args.addAll(List.of(options.split(" ")));
    if (options.contains("--prices")) {
      args.addAll(List.of("--max-usd", "1"));
    }
    Run run = Run.of(args.toArray(String[]::new));
    assertThat(run.err()).contains(message);
    assertThat(run.code()).isEqualTo(code);
  }
}

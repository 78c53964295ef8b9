package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of teams that cannot be set up, before anything is opened. */
class TeamTest {
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
          2 | --coder exec:cat --strategy best-of=x | expected chain or best-of=<drafts>
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

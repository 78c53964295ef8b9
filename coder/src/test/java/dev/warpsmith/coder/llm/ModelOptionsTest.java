package dev.warpsmith.coder.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelOptionsTest {
  @Test
  void readsEveryOption() {
    ModelOptions options =
        ModelOptions.parse(
            "temperature=0.2, maxTokens=4096,effort=high,baseUrl=http://localhost:8000/v1/,"
                + "keyVariable=MY_KEY,timeout=1.5,stream=off,prompts=any");
    assertThat(options.temperature()).hasValue(0.2);
    assertThat(options.maxTokens()).isEqualTo(4096);
    assertThat(options.effort()).hasValue("high");
    assertThat(options.baseUrl()).hasValue("http://localhost:8000/v1");
    assertThat(options.keyVariable()).hasValue("MY_KEY");
    assertThat(options.timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(options.stream()).isFalse();
    assertThat(options.anyPrompt()).isTrue();
    assertThat(ModelOptions.parse("none")).isEqualTo(ModelOptions.standard());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          temprature=1 | unknown option 'temprature'; did you mean 'temperature'?
          temperature=3 | expected a number from 0 to 2
          temperature=warm | expected a number from 0 to 2
          temperature=1,temperature=1 | needs one value
          effort= | needs one value
          stream=maybe | expected on or off
          baseUrl=localhost:80 | expected an address without a password
          baseUrl=http://me:pw@host/ | expected an address without a password
          keyVariable=sk-123-456 | never the key itself
          """)
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> ModelOptions.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          opnai:gpt-5 | did you mean 'openai'?
          openai: | names nothing after the colon
          gpt-5 | names no model
          """)
  void saysWhatAModelsNameIs(String text, String message) {
    assertThatThrownBy(() -> ModelName.parse(text)).hasMessageContaining(message);
  }

  @Test
  void keepsColonsOfAModelsNameOrACommand() {
    assertThat(ModelName.parse("ollama:qwen3:30b").rest()).isEqualTo("qwen3:30b");
    assertThat(ModelName.parse("exec:ssh host 'a:b'").rest()).isEqualTo("ssh host 'a:b'");
  }

  @Test
  void namesTheVariableOfAMissingKey() {
    assertThatThrownBy(
            () ->
                ChatClients.requireKey(
                    ModelName.parse("anthropic:m"), ModelOptions.standard(), Map.of()))
        .hasMessageContaining("anthropic:m needs a key and ANTHROPIC_API_KEY is not set");
    ModelOptions other = ModelOptions.parse("baseUrl=https://api.example.com,keyVariable=MY_KEY");
    assertThatThrownBy(
            () ->
                ChatClients.requireKey(
                    ModelName.parse("openai:m"), other, Map.of("OPENAI_API_KEY", "k")))
        .hasMessageContaining("MY_KEY is not set");
    ChatClients.requireKey(
        ModelName.parse("gemini:m"), ModelOptions.standard(), Map.of("GOOGLE_API_KEY", "abcdefg"));
  }
}

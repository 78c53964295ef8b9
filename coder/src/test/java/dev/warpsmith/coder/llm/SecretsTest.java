package dev.warpsmith.coder.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void whatVariablesOfSecretsHoldIsTakenOutOfTexts() {
    Secrets.rememberAll(
        Map.of("SOME_API_KEY", "value-of-a-key-1", "PATH", "not-a-secret-at-all", "A_TOKEN", "on"));
    assertThat(Secrets.scrub("value-of-a-key-1, not-a-secret-at-all, on"))
        .isEqualTo("***, not-a-secret-at-all, on");
  }

  @Test
  void aFolderInAVariableOfSuchANameIsNoSecret() {
    Map<String, String> environment =
        Map.of("KEYS_FOLDER", "/home/somebody/keys", "HOME", "/home/somebody/keys/of/mine");
    Secrets.rememberAll(environment);
    assertThat(Secrets.without(environment)).containsOnlyKeys("HOME");
  }

  @Test
  void whatLooksLikeAProvidersKeyIsTakenOutToo() {
    assertThat(
            Secrets.scrubAll(
                "sk-proj-0987654321QRSTUVXYZ hf_0987654321QRSTUVXY 'Authorization: Bearer"
                    + " 5544332211zyxwvut0' task-force-of-many-words risk-free"))
        .isEqualTo("*** *** 'Authorization: Bearer ***' task-force-of-many-words risk-free");
  }
}

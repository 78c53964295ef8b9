package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder = Path.of("unset");

  private Settings read(Map<String, String> environment) {
    return Settings.read(environment, folder.resolve("here"), Optional.of(folder.resolve("home")));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void takesTheNearestOrigin() throws IOException {
    assertThat(read(Map.of()).value(Setting.ROUNDS)).isEqualTo(new Settings.Value("10", "default"));
    write("home/.config/warpsmith/config.json", "{\"rounds\": 4, \"judge\": \"random\"}");
    assertThat(read(Map.of()).value(Setting.ROUNDS))
        .isEqualTo(new Settings.Value("4", "~/.config/warpsmith/config.json"));
    write("here/warpsmith.json", "{\"rounds\": 5}");
    assertThat(read(Map.of()).value(Setting.ROUNDS))
        .isEqualTo(new Settings.Value("5", "./warpsmith.json"));
    Map<String, String> environment = Map.of("WARPSMITH_ROUNDS", "6");
    assertThat(read(environment).value(Setting.ROUNDS))
        .isEqualTo(new Settings.Value("6", "WARPSMITH_ROUNDS"));
    assertThat(read(environment).with(Setting.ROUNDS, Optional.of("7")).value(Setting.ROUNDS))
        .isEqualTo(new Settings.Value("7", "--rounds"));
    assertThat(read(environment).text(Setting.JUDGE)).isEqualTo("random");
  }

  @Test
  void namesTheOriginOfAWrongValue() {
    Settings settings = read(Map.of("WARPSMITH_MIN_GAIN", "half"));
    assertThatThrownBy(() -> settings.number(Setting.MIN_GAIN, 1))
        .isInstanceOf(CommandException.class)
        .hasMessage("minGain is 'half' (from WARPSMITH_MIN_GAIN); expected a number");
    assertThatThrownBy(() -> read(Map.of("WARPSMITH_ROUNDS", "0")).integer(Setting.ROUNDS, 1))
        .hasMessage("rounds is '0' (from WARPSMITH_ROUNDS); expected 1 or more");
  }

  @Test
  void suggestsTheSettingThatWasMeant() throws IOException {
    write("here/warpsmith.json", "{\"round\": 5}");
    assertThatThrownBy(() -> read(Map.of()))
        .hasMessageStartingWith(
            "./warpsmith.json: unknown setting 'round'; did you mean 'rounds'? (known: device, ");
  }

  @Test
  void namesTheLineThatIsNoJson() throws IOException {
    write("here/warpsmith.json", "{\n\"rounds\": }");
    assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("line 2 is no JSON");
  }

  @Test
  void limitsMinutesOnlyWhereAsked() {
    assertThat(read(Map.of()).minutes()).isEmpty();
    assertThat(read(Map.of("WARPSMITH_MINUTES", "1.5")).minutes()).hasValue(1.5);
  }
}

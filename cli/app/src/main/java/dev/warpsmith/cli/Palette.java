package dev.warpsmith.cli;

/**
 * The few styles that output uses.
 *
 * @param enabled whether styles are written at all
 */
record Palette(boolean enabled) {
  String bold(String text) {
    return styled("1", text);
  }

  String dim(String text) {
    return styled("2", text);
  }

  String good(String text) {
    return styled("32", text);
  }

  String bad(String text) {
    return styled("31", text);
  }

  String accent(String text) {
    return styled("36", text);
  }

  private String styled(String code, String text) {
    return enabled ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}

package dev.warpsmith.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Standard output and standard error, and what they can show.
 *
 * <p>Colour and transient lines appear only where a stream is a terminal that understands them and
 * the user did not refuse colour ({@code --no-color}, {@code NO_COLOR}, {@code TERM=dumb}).
 */
final class Terminal {
  private static final int DEFAULT_WIDTH = 100;
  private static final String COLUMNS = "[1-9][0-9]{1,3}";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean outIsTerminal;
  private final boolean errIsTerminal;
  private final Map<String, String> environment;
  private boolean colourRefused;

  Terminal(
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.outIsTerminal = outIsTerminal;
    this.errIsTerminal = errIsTerminal;
    this.environment = Map.copyOf(environment);
    this.colourRefused = environment.containsKey("NO_COLOR");
  }

  /** Returns the terminal of this process. */
  static Terminal ofProcess() {
    boolean able = !"dumb".equals(System.getenv("TERM"));
    return new Terminal(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        able && isTerminal(1),
        able && isTerminal(2),
        System.getenv());
  }

  /** Tells whether a file descriptor of this process is a terminal, with no native call. */
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  void refuseColour() {
    colourRefused = true;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean outIsTerminal() {
    return outIsTerminal;
  }

  boolean errIsTerminal() {
    return errIsTerminal;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Returns the columns of the terminal, or 100 where that is not known. */
  int width() {
    String columns = environment.getOrDefault("COLUMNS", "");
    if (!columns.matches(COLUMNS) && (outIsTerminal || errIsTerminal)) {
      columns = askedColumns();
    }
    return columns.matches(COLUMNS) ? Integer.parseInt(columns) : DEFAULT_WIDTH;
  }

  /** Asks {@code stty}, which prints {@code rows columns}; shells rarely export COLUMNS. */
  private static String askedColumns() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return size.strip().replaceAll("^.* ", "");
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns a palette for text that goes to standard output. */
  Palette outPalette() {
    return new Palette(outIsTerminal && !colourRefused);
  }

  /** Returns a palette for text that goes to standard error. */
  Palette errPalette() {
    return new Palette(errIsTerminal && !colourRefused);
  }
}

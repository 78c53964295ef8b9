package dev.warpsmith.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CUDA C++ device code with its directives: the lines of the form {@code // @word[options] body}.
 *
 * @param file the name used in messages
 * @param text the whole file
 * @param directives in file order
 */
public record CudaSource(String file, String text, List<Directive> directives) {
  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "//[ \\t]*@([A-Za-z_]\\w*)(?:[ \\t]*\\[([^\\]\\r\\n]*)(\\])?)?[ \\t]*([^\\r\\n]*)");
  private static final long LARGEST_BYTES = 4L << 20;

  public CudaSource {
    directives = List.copyOf(directives);
  }

  /**
   * Finds the directives of a text. Only a {@code //} comment that is alone on its line can be one.
   *
   * @throws SourceException if the options of a directive are not closed
   */
  public static CudaSource parse(String file, String text) {
    List<Directive> directives = new ArrayList<>();
    for (CudaText.LineComment comment : CudaText.of(text).lineComments()) {
      Matcher matcher = DIRECTIVE.matcher(text).region(comment.offset(), comment.end());
      if (matcher.lookingAt()) {
        directives.add(directive(file, text, matcher));
      }
    }
    return new CudaSource(file, text, directives);
  }

  /**
   * Reads a file, which its messages name by its last path element.
   *
   * @throws SourceException if the file is missing, no UTF-8 text, or over 4 MiB
   */
  public static CudaSource read(Path path) {
    SourcePosition position = SourcePosition.ofLine(path.toString(), 1);
    if (!Files.isRegularFile(path)) {
      throw new SourceException(position, "no such file; give the path of a .cu file");
    }
    try {
      if (Files.size(path) > LARGEST_BYTES) {
        throw new SourceException(
            position, "the file has " + Files.size(path) + " bytes, expected at most 4 MiB");
      }
      return parse(String.valueOf(path.getFileName()), Files.readString(path));
    } catch (CharacterCodingException e) {
      throw new SourceException(position, "the file is not UTF-8 text; convert it to UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  /** Returns the directives with the given word, in file order. */
  public List<Directive> directives(String word) {
    return directives.stream().filter(directive -> directive.word().equals(word)).toList();
  }

  /** Returns the signatures of the kernels that the text defines, in file order. */
  public List<KernelSignature> kernels() {
    return KernelScanner.scan(file, text);
  }

  private static Directive directive(String file, String text, Matcher matcher) {
    SourcePosition position = CudaText.position(file, text, matcher.start(1) - 1);
    boolean bracket = matcher.group(2) != null;
    if (bracket && matcher.group(3) == null) {
      throw new SourceException(
          CudaText.position(file, text, matcher.start(2) - 1),
          "the '[' after @" + matcher.group(1) + " is not closed on this line; add ']'");
    }
    return new Directive(
        matcher.group(1),
        bracket ? matcher.group(2).strip() : "",
        matcher.group(4).stripTrailing(),
        position,
        CudaText.position(file, text, matcher.start(4)));
  }
}

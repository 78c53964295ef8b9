package dev.warpsmith.kernels;

import dev.warpsmith.kernels.KernelSignature.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the kernels that a source defines, by text alone: comments, strings and preprocessor lines
 * are ignored. A kernel made by a macro is not seen.
 */
final class KernelScanner {
  private static final Pattern PREPROCESSOR =
      Pattern.compile("(?m)^[ \\t]*#(?:[^\\n]*\\\\\\r?\\n)*[^\\n]*");
  private static final Pattern GLOBAL = Pattern.compile("\\b__global__\\b");
  private static final Pattern CALL = Pattern.compile("([A-Za-z_]\\w*)?\\s*\\(");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("__\\w+__|alignas|decltype|__declspec|__attribute");
  private static final Pattern NAMED =
      Pattern.compile("(.*[\\s*&>])([A-Za-z_]\\w*)\\s*", Pattern.DOTALL);
  private static final Pattern BASIC =
      Pattern.compile("int|long|short|char|unsigned|signed|float|double|bool|void|const");

  private final String file;
  private final String text;
  private final String code;

  private KernelScanner(String file, String text) {
    this.file = file;
    this.text = text;
    this.code =
        PREPROCESSOR
            .matcher(CudaText.withoutCommentsAndLiterals(text))
            .replaceAll(match -> match.group().replaceAll("[^\\r\\n]", " "));
  }

  /** Returns the kernels that have a body, in file order; the first of overloads of one name. */
  static List<KernelSignature> scan(String file, String text) {
    return new KernelScanner(file, text).kernels();
  }

  private List<KernelSignature> kernels() {
    Map<String, KernelSignature> kernels = new LinkedHashMap<>();
    Matcher global = GLOBAL.matcher(code);
    while (global.find()) {
      declaration(global.end()).ifPresent(kernel -> kernels.putIfAbsent(kernel.name(), kernel));
    }
    return List.copyOf(kernels.values());
  }

  private Optional<KernelSignature> declaration(int from) {
    Matcher call = CALL.matcher(code);
    int at = from;
    while (call.find(at)) {
      int close = closing(call.end() - 1);
      if (close < 0 || code.substring(at, call.start()).contains(";")) {
        return Optional.empty();
      }
      String name = call.group(1);
      if (name != null && !ATTRIBUTE.matcher(name).matches()) {
        return definition(name, call, close);
      }
      at = close + 1;
    }
    return Optional.empty();
  }

  private Optional<KernelSignature> definition(String name, Matcher call, int close) {
    String after = code.substring(close + 1).stripLeading();
    if (!after.startsWith("{")) {
      return Optional.empty();
    }
    return Optional.of(
        new KernelSignature(
            name,
            parameters(code.substring(call.end(), close)),
            template(call.start()),
            CudaText.position(file, text, call.start(1))));
  }

  /** Tells whether the declaration that the offset lies in begins with {@code template}. */
  private boolean template(int offset) {
    int begin = offset;
    while (begin > 0 && ";{}".indexOf(code.charAt(begin - 1)) < 0) {
      begin--;
    }
    return code.substring(begin, offset).stripLeading().startsWith("template");
  }

  /** Returns the offset of the parenthesis that closes the one at the offset, or -1. */
  private int closing(int open) {
    int depth = 0;
    for (int i = open; i < code.length(); i++) {
      if (code.charAt(i) == '(') {
        depth++;
      } else if (code.charAt(i) == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static List<Parameter> parameters(String list) {
    List<Parameter> parameters = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    for (int i = 0; i <= list.length(); i++) {
      char c = i == list.length() ? ',' : list.charAt(i);
      depth += "(<[{".indexOf(c) >= 0 ? 1 : ")>]}".indexOf(c) >= 0 ? -1 : 0;
      if (c == ',' && (depth == 0 || i == list.length())) {
        parameters.add(parameter(list.substring(begin, i)));
        begin = i + 1;
      }
    }
    boolean none = parameters.size() == 1 && parameters.get(0).type().base().matches("|void");
    return none && parameters.get(0).type().pointers() == 0 ? List.of() : parameters;
  }

  private static Parameter parameter(String written) {
    String text =
        written
            .replaceFirst("=.*", "")
            .replaceAll("\\b(__restrict__|__restrict|restrict|__grid_constant__)\\b", " ")
            .replaceAll("\\b__\\w+__\\s*\\(\\([^)]*\\)\\)", " ");
    int arrays = (int) text.chars().filter(c -> c == '[').count();
    text = text.replaceAll("\\[[^\\]]*\\]", " ");
    Matcher named = NAMED.matcher(text);
    boolean hasName =
        named.matches()
            && !BASIC.matcher(named.group(2)).matches()
            && !named.group(1).replaceAll("\\b(const|volatile|struct)\\b", " ").isBlank();
    String type = (hasName ? named.group(1) : text) + "*".repeat(arrays);
    return new Parameter(
        ParameterType.parse(type), hasName ? Optional.of(named.group(2)) : Optional.empty());
  }
}

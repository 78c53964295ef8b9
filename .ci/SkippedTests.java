import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Lists the tests that the last build skipped, by reason. With WARPSMITH_STRICT=1 it fails if one
 * was skipped for anything but a missing GPU.
 */
public final class SkippedTests {
  private SkippedTests() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, List<String>> tests = new TreeMap<>();
    for (Path report : reports(Path.of(arguments.length > 0 ? arguments[0] : "."))) {
      read(report, tests);
    }
    if (tests.isEmpty()) {
      System.out.println("No test was skipped.");
      return;
    }
    System.out.println("Skipped tests:");
    tests.forEach((reason, names) -> System.out.println("  " + reason + "\n    " + summary(names)));
    boolean strict = "1".equals(System.getenv("WARPSMITH_STRICT"));
    if (strict && tests.keySet().stream().anyMatch(reason -> !reason.contains("GPU"))) {
      System.out.println("WARPSMITH_STRICT is set: only a missing GPU may skip a test.");
      System.exit(1);
    }
  }

  private static String summary(List<String> classes) {
    Map<String, Long> counts =
        classes.stream()
            .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(count -> count.getKey() + " (" + count.getValue() + ")")
        .collect(Collectors.joining(", "));
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
          .filter(file -> file.getParent().toString().matches(".*target.(surefire|failsafe)-reports"))
          .sorted()
          .toList();
    }
  }

  private static void read(Path report, Map<String, List<String>> tests) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Element suite = builder.parse(report.toFile()).getDocumentElement();
    if (suite.getAttribute("tests").equals("0")) {
      add(tests, "the whole class was skipped before its first test", suite.getAttribute("name"));
    }
    NodeList skipped = suite.getElementsByTagName("skipped");
    for (int i = 0; i < skipped.getLength(); i++) {
      Element element = (Element) skipped.item(i);
      add(tests, reason(element), ((Element) element.getParentNode()).getAttribute("classname"));
    }
  }

  private static void add(Map<String, List<String>> tests, String reason, String className) {
    tests
        .computeIfAbsent(reason, key -> new ArrayList<>())
        .add(className.substring(className.lastIndexOf('.') + 1));
  }

  /** An ignored test has its reason as an attribute, an aborted one as the exception's message. */
  private static String reason(Element skipped) {
    String message = skipped.getAttribute("message");
    String text = message.isBlank() ? skipped.getTextContent() : message;
    String line = text.strip().lines().findFirst().orElse("");
    String reason = line.replaceFirst("^\\S*TestAbortedException: ", "");
    return reason.isBlank() ? "no reason given" : reason;
  }
}

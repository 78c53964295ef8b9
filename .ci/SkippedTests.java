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
    NodeList skipped = builder.parse(report.toFile()).getElementsByTagName("skipped");
    for (int i = 0; i < skipped.getLength(); i++) {
      Element element = (Element) skipped.item(i);
      String reason = element.getAttribute("message");
      String name = ((Element) element.getParentNode()).getAttribute("classname");
      tests
          .computeIfAbsent(reason.isBlank() ? "no reason given" : reason, key -> new ArrayList<>())
          .add(name.substring(name.lastIndexOf('.') + 1));
    }
  }
}

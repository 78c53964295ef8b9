package dev.warpsmith.optimizer.regress;

import java.util.List;

/** Writes findings as a JUnit report, which every CI system shows. */
public final class JUnitXml {
  private JUnitXml() {}

  /** Returns a test suite with a case for each comparison. */
  public static String of(List<Finding> findings) {
    long failures = findings.stream().filter(Finding::regression).count();
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuite name=\"warpsmith regress\" tests=\"")
        .append(findings.size())
        .append("\" failures=\"")
        .append(failures)
        .append("\" errors=\"0\" skipped=\"0\">\n");
    findings.forEach(finding -> xml.append(testCase(finding)));
    return xml.append("</testsuite>\n").toString();
  }

  private static String testCase(Finding finding) {
    String head =
        "  <testcase classname=\""
            + escaped(finding.subject())
            + "\" name=\""
            + escaped(finding.what())
            + "\"";
    return finding.regression()
        ? head + ">\n    <failure message=\"" + escaped(finding.text()) + "\"/>\n  </testcase>\n"
        : head + "/>\n";
  }

  /** Escapes text for an attribute and drops what XML cannot hold. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("[\\r\\n\\t]+", " ")
        .replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
  }
}

package dev.warpsmith.profiler.sanitizer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What compute-sanitizer wrote of one run.
 *
 * @param errors as its summary counts them; empty if it wrote none, so that it did not see the end
 * @param findings what it says of each error that it printed, on one line
 * @param complaint what it says of its own failure, or empty text
 */
record SanitizerReport(OptionalInt errors, List<String> findings, String complaint) {
  private static final String MARK = "=========";
  private static final Pattern SUMMARY = Pattern.compile("ERROR SUMMARY: (\\d+) errors?");
  private static final Pattern RACES =
      Pattern.compile("RACECHECK SUMMARY: .*?(\\d+) errors?, \\d+ warnings?");

  /** How the first line of an error begins, by the samples in the manual. */
  private static final Pattern ERROR =
      Pattern.compile(
          "(Invalid |Misaligned |Uninitialized |Barrier error |Error: Race |Error: Potential "
              + "|Unused |Malloc/Free error ).*");

  /** Lines below it that say more; where the host was when it happened says nothing here. */
  private static final Pattern DETAIL = Pattern.compile("(at |by thread |Address |and ).*");

  SanitizerReport {
    findings = List.copyOf(findings);
  }

  static SanitizerReport parse(String text) {
    List<String> findings = new ArrayList<>();
    OptionalInt errors = OptionalInt.empty();
    String complaint = "";
    boolean within = false;
    for (String line : text.lines().filter(each -> each.startsWith(MARK)).toList()) {
      String said = line.substring(MARK.length()).strip();
      OptionalInt summary = summary(said);
      if (summary.isPresent()) {
        errors = summary;
      } else if (ERROR.matcher(said).matches()) {
        findings.add(said);
        within = true;
      } else if (within && DETAIL.matcher(said).matches()) {
        int last = findings.size() - 1;
        findings.set(last, findings.get(last) + ", " + said);
      } else {
        within = within && !said.isEmpty();
        complaint = complaint.isEmpty() && isComplaint(said) ? said : complaint;
      }
    }
    return new SanitizerReport(errors, findings, complaint);
  }

  private static OptionalInt summary(String said) {
    for (Pattern pattern : List.of(SUMMARY, RACES)) {
      Matcher matcher = pattern.matcher(said);
      if (matcher.find()) {
        return OptionalInt.of(Integer.parseInt(matcher.group(1)));
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isComplaint(String said) {
    return said.startsWith("Error") || said.contains("not supported") || said.contains("Internal");
  }
}

package dev.warpsmith.kernels.emulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages PTX: one to six changes of words, lines or characters, the same for the same seed. */
final class PtxMutator {
  private static final Pattern WORD = Pattern.compile("[%.$\\w]+|[^\\s\\w]|\\s+");
  private static final List<String> NASTY =
      List.of(
          "0",
          "-1",
          "1",
          "7",
          "31",
          "32",
          "255",
          "65536",
          "2147483647",
          "-2147483648",
          "4294967295",
          "9223372036854775807",
          "99999999999999999999",
          "0x",
          "0f7FC00000",
          "0dFFF0000000000000",
          "<",
          ">",
          "{",
          "}",
          "[",
          "]",
          "(",
          ")",
          ";",
          ",",
          "@",
          "!",
          "_",
          "|",
          "+",
          "\"",
          "/*",
          "//",
          ".reg",
          ".pred",
          ".b8",
          ".b16",
          ".b32",
          ".b64",
          ".b128",
          ".f16",
          ".f32",
          ".f64",
          ".u8",
          ".s64",
          ".shared",
          ".local",
          ".global",
          ".const",
          ".param",
          ".align",
          ".entry",
          ".func",
          ".visible",
          ".extern",
          ".loc",
          ".v2",
          ".v4",
          ".sync",
          ".cluster",
          ".wide",
          ".hi",
          ".lo",
          ".cc",
          ".sat",
          ".ftz",
          ".rn",
          ".rzi",
          "call",
          "ret",
          "bra",
          "bar.sync",
          "%tid.x",
          "%r1",
          "%rd1",
          "%f1",
          "%p1",
          "%nothing",
          "wgmma.fence",
          "tcgen05.alloc",
          "trap",
          "exit");

  private final List<List<String>> texts = new ArrayList<>();

  PtxMutator(List<String> corpus) {
    for (String text : corpus) {
      texts.add(words(text));
    }
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  String mutant(long seed) {
    Random random = new Random(seed);
    List<String> words = new ArrayList<>(texts.get(random.nextInt(texts.size())));
    for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
      change(words, random);
    }
    return String.join("", words);
  }

  private void change(List<String> words, Random random) {
    int at = random.nextInt(words.size());
    if (random.nextBoolean()) {
      alike(words, at, random);
      return;
    }
    switch (random.nextInt(9)) {
      case 0 -> words.remove(at);
      case 1 -> words.add(at, words.get(random.nextInt(words.size())));
      case 2, 3 -> words.set(at, NASTY.get(random.nextInt(NASTY.size())));
      case 4 -> Collections.swap(words, at, random.nextInt(words.size()));
      case 5 -> words.set(at, damaged(words.get(at), random));
      case 6 -> copyLines(words, words, at, random);
      case 7 -> copyLines(texts.get(random.nextInt(texts.size())), words, at, random);
      default -> words.subList(at, Math.min(words.size(), at + random.nextInt(40))).clear();
    }
    if (words.isEmpty()) {
      words.addAll(Arrays.asList(".version", " ", "8.0"));
    }
  }

  /** Puts another word of the same sort where one stands, so that the text stays near to PTX. */
  private static void alike(List<String> words, int at, Random random) {
    for (int k = at; k < Math.min(words.size(), at + 50); k++) {
      char sort = sort(words.get(k));
      if (sort != ' ') {
        int from = random.nextInt(words.size());
        for (int j = 0; j < words.size(); j++) {
          String other = words.get((from + j) % words.size());
          if (sort(other) == sort && !other.equals(words.get(k))) {
            words.set(k, other);
            return;
          }
        }
      }
    }
  }

  /** Registers, modifiers, numbers and names are sorts; space and punctuation are none. */
  private static char sort(String word) {
    char first = word.charAt(0);
    if (first == '%' || first == '.') {
      return first;
    }
    return Character.isDigit(first) ? '0' : Character.isLetter(first) ? 'a' : ' ';
  }

  private static String damaged(String word, Random random) {
    int at = random.nextInt(word.length());
    char other = (char) (random.nextInt(8) == 0 ? random.nextInt(0x500) : ' ' + random.nextInt(95));
    return word.substring(0, at) + other + word.substring(at + 1);
  }

  private static void copyLines(List<String> from, List<String> to, int at, Random random) {
    int begin = random.nextInt(from.size());
    int end = Math.min(from.size(), begin + 1 + random.nextInt(60));
    to.addAll(at, new ArrayList<>(from.subList(begin, end)));
  }
}

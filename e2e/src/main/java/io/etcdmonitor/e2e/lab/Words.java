package io.etcdmonitor.e2e.lab;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the table can say in {@code inject}, {@code during} and {@code mend}: a word and what it is
 * done to, such as {@code stop follower}.
 */
final class Words {
  /** What a word does. */
  interface Word {
    void run(Site site, List<String> arguments) throws Exception;
  }

  private final Map<String, Word> words = new TreeMap<>();

  Words(LabEnvironment environment) {
    MemberWords.addTo(words);
    NetworkWords.addTo(words);
    DataWords.addTo(words);
    AccessWords.addTo(words);
    LoadWords.addTo(words);
    new OurWords(environment).addTo(words);
  }

  /** Whether there is such a word. */
  boolean known(String line) {
    return words.containsKey(line.split(" ")[0]);
  }

  /** Does what a line of the table says. */
  void run(Site site, String line) throws Exception {
    List<String> parts = List.of(line.split(" "));
    Word word = words.get(parts.get(0));
    if (word == null) {
      throw new IllegalArgumentException(
          "row %s: no word %s; there are %s"
              .formatted(site.row().row(), parts.get(0), words.keySet()));
    }
    word.run(site, parts.subList(1, parts.size()));
  }
}

package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label and field selectors. */
final class Selector {
  private static final Pattern SET = Pattern.compile("^(\\S+)\\s+(in|notin)\\s+\\(([^)]*)\\)$");
  private static final Pattern EQUALITY = Pattern.compile("^([^!=\\s]+)\\s*(==|=|!=)\\s*(.*)$");
  private static final Pattern COMMA_OUTSIDE_PARENTHESES = Pattern.compile(",(?![^(]*\\))");

  private Selector() {}

  /** A predicate for both selectors; an empty one selects everything. */
  static Predicate<JsonNode> parse(String labels, String fields) {
    List<Predicate<JsonNode>> all = new ArrayList<>();
    for (String term : COMMA_OUTSIDE_PARENTHESES.split(labels)) {
      if (!term.isBlank()) {
        Predicate<JsonNode> onLabels = labelTerm(term.strip());
        all.add(o -> onLabels.test(o.path("metadata").path("labels")));
      }
    }
    for (String term : fields.split(",")) {
      if (!term.isBlank()) {
        all.add(fieldTerm(term.strip()));
      }
    }
    return object -> all.stream().allMatch(p -> p.test(object));
  }

  private static Predicate<JsonNode> labelTerm(String term) {
    Matcher set = SET.matcher(term);
    if (set.matches()) {
      Set<String> values = Set.of(set.group(3).strip().split("\\s*,\\s*"));
      boolean in = set.group(2).equals("in");
      return labels ->
          labels.has(set.group(1))
              ? values.contains(labels.path(set.group(1)).asText()) == in
              : !in;
    }
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      return equal(equality, (labels, key) -> labels.path(key));
    }
    return term.startsWith("!")
        ? labels -> !labels.has(term.substring(1).strip())
        : labels -> labels.has(term);
  }

  private static Predicate<JsonNode> fieldTerm(String term) {
    Matcher equality = EQUALITY.matcher(term);
    if (!equality.matches()) {
      throw ApiError.badRequest("invalid field selector: " + term);
    }
    return equal(
        equality,
        (object, key) -> {
          JsonNode node = object;
          for (String step : key.split("\\.")) {
            node = node.path(step);
          }
          return node;
        });
  }

  private static Predicate<JsonNode> equal(
      Matcher equality, java.util.function.BiFunction<JsonNode, String, JsonNode> read) {
    String key = equality.group(1);
    String value = equality.group(3);
    boolean wanted = !equality.group(2).equals("!=");
    return node -> {
      JsonNode found = read.apply(node, key);
      boolean same = !(found.isMissingNode() && !value.isEmpty()) && found.asText().equals(value);
      return same == wanted;
    };
  }
}

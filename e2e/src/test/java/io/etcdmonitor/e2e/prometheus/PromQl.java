package io.etcdmonitor.e2e.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PromQL as far as the names in it go. */
public final class PromQl {
  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern SELECTOR = Pattern.compile("\\{[^}]*}");
  private static final Pattern LABELS =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern BARE_AGGREGATION =
      Pattern.compile("(?<![\\w:])(?:sum|min|max|avg|count|group|quantile|topk|bottomk)\\s*\\(");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern OFFSET = Pattern.compile("\\boffset\\s+\\S+");
  private static final Pattern WORD =
      Pattern.compile("(?<![\\w:.$])([a-zA-Z_:][\\w:]*)\\b(?!\\s*\\()");
  private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "inf", "nan");

  /** What a cluster has several of, under names that other clusters have, too. */
  private static final Set<String> PARTS = Set.of("member", "peer", "inspection");

  private PromQl() {}

  /**
   * Where clusters of one name in two namespaces are taken for one: lists of labels that name a
   * cluster without its namespace, or a part of one without the cluster.
   */
  public static List<String> blending(String expression) {
    List<String> found = new ArrayList<>();
    Matcher clause = LABELS.matcher(STRING.matcher(expression).replaceAll(" "));
    while (clause.find()) {
      String list = clause.group().replaceAll("^\\w+\\s*\\(|\\)$", "");
      Set<String> labels = Set.of(list.strip().split("\\s*,\\s*"));
      boolean blends =
          switch (clause.group(1)) {
            case "by", "on" ->
                (labels.contains("cluster") && !labels.contains("namespace"))
                    || (!labels.contains("cluster") && labels.stream().anyMatch(PARTS::contains));
            case "without", "ignoring" ->
                labels.contains("cluster") || labels.contains("namespace");
            default -> false;
          };
      if (blends) {
        found.add(clause.group());
      }
    }
    return found;
  }

  /** Whether it makes one number of all clusters. */
  public static boolean aggregatesAll(String expression) {
    return BARE_AGGREGATION.matcher(STRING.matcher(expression).replaceAll(" ")).find();
  }

  /** The metrics (and recorded series) that an expression reads. */
  public static Set<String> metrics(String expression) {
    String bare = expression;
    for (Pattern pattern : new Pattern[] {STRING, SELECTOR, LABELS, RANGE, OFFSET}) {
      bare = pattern.matcher(bare).replaceAll(" ");
    }
    Set<String> names = new TreeSet<>();
    Matcher word = WORD.matcher(bare);
    while (word.find()) {
      String name = word.group(1);
      if (!KEYWORDS.contains(name.toLowerCase(Locale.ROOT))) {
        names.add(name);
      }
    }
    return names;
  }
}

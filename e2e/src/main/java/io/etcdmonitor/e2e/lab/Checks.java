package io.etcdmonitor.e2e.lab;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of {@link Row.Expected}, each as a question to a {@link Sight}. */
final class Checks {
  private static final Pattern METRIC =
      Pattern.compile("([\\w:]+)(?:\\{(.*)})?\\s+(>=|<=|>|<)?\\s*(-?[\\d.e]+|now.*)");

  /** Of metrics that tell a time, in seconds since 1970. */
  private static final Pattern NOW = Pattern.compile("now(?:\\s*([+-])\\s*(\\d+)([smhd]))?");

  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private Checks() {}

  /**
   * One.
   *
   * @param kind what it is about
   * @param text as the table has it, with its kind in front
   * @param verdict whether it belongs to the verdict, whose time is the time to detect
   * @param member whom the row means; empty for nobody, null for whomever
   */
  record Check(String kind, String text, boolean verdict, String member) {

    private boolean anybody() {
      return member == null;
    }

    private boolean means(String told, String victim) {
      return anybody() || told.isEmpty() || told.equals(member.replace("$it", victim));
    }
  }

  static List<Check> of(Row row) {
    List<Check> checks = new ArrayList<>();
    Row.Expected expect = row.expect();
    if (expect != null) {
      String member = expect.member();
      add(checks, "health", expect.health(), true, null);
      add(checks, "condition", expect.condition(), true, null);
      add(
          checks,
          "finding",
          expect.finding() == null || member == null
              ? expect.finding()
              : (expect.finding() + " " + member).strip(),
          true,
          member);
      add(checks, "Event", expect.event(), false, null);
      add(checks, "metric", expect.metric(), false, null);
      add(checks, "alert", expect.alert(), false, member);
      add(checks, "rule", expect.rule(), false, null);
    }
    return checks;
  }

  private static void add(
      List<Check> checks, String kind, String what, boolean verdict, String member) {
    if (what != null && !what.isBlank()) {
      checks.add(new Check(kind, kind + " " + what, verdict, member));
    }
  }

  /** Whether it is so. */
  static boolean met(Check check, Sight sight, String cluster, String victim) {
    String wanted = check.text().substring(check.kind().length() + 1).replace("$it", victim);
    return switch (check.kind()) {
      case "health" -> sight.health().equals(wanted);
      case "condition" -> sight.conditions().anyMatch(wanted::equals);
      case "finding" ->
          sight
              .findings()
              .anyMatch(f -> f.equals(wanted) || (check.anybody() && f.startsWith(wanted + " ")));
      case "Event" -> sight.events().stream().anyMatch(e -> wanted.equals(e.getReason()));
      case "metric" -> metric(wanted, sight, cluster);
      case "alert" ->
          sight.told().stream()
              .filter(t -> t.firing() && t.rule().equals(wanted))
              .anyMatch(t -> check.means(t.member(), victim));
      case "rule" -> sight.rules().containsKey(wanted);
      default -> throw new IllegalArgumentException(check.text());
    };
  }

  private static double limit(String written, Instant now) {
    if (!written.startsWith("now")) {
      return Double.parseDouble(written);
    }
    Matcher m = NOW.matcher(written);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a time such as now + 7d: " + written);
    }
    if (m.group(1) == null) {
      return now.getEpochSecond();
    }
    ChronoUnit unit =
        switch (m.group(3)) {
          case "s" -> ChronoUnit.SECONDS;
          case "m" -> ChronoUnit.MINUTES;
          case "h" -> ChronoUnit.HOURS;
          default -> ChronoUnit.DAYS;
        };
    long amount = Long.parseLong(m.group(2));
    return now.plus(m.group(1).equals("-") ? -amount : amount, unit).getEpochSecond();
  }

  private static boolean metric(String wanted, Sight sight, String cluster) {
    Matcher m = METRIC.matcher(wanted);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a metric with a value: " + wanted);
    }
    List<String> labels = new ArrayList<>(List.of("cluster", cluster));
    Matcher label = LABEL.matcher(m.group(2) == null ? "" : m.group(2));
    while (label.find()) {
      labels.add(label.group(1));
      labels.add(label.group(2));
    }
    double limit = limit(m.group(4), sight.time());
    String sign = m.group(3) == null ? "=" : m.group(3);
    return sight.metrics().find(m.group(1), labels.toArray(String[]::new)).stream()
        .anyMatch(s ->
            switch (sign) {
              case ">=" -> s.value() >= limit;
              case "<=" -> s.value() <= limit;
              case ">" -> s.value() > limit;
              case "<" -> s.value() < limit;
              default -> s.value() == limit;
            });
  }
}

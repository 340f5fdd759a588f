package io.etcdmonitor.toolkit.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Two runs of the same benchmark side by side. A difference counts when the seconds of the runs
 * differ beyond chance (Mann-Whitney U) and their medians by more than a threshold: with enough
 * seconds the test alone finds differences that matter to nobody.
 *
 * @param verdict of the second run against the first
 * @param differences what was compared
 * @param warnings what makes the runs hard to compare
 */
public record Comparison(Verdict verdict, List<Difference> differences, List<String> warnings) {

  /** Of the second run. */
  public enum Verdict {
    REGRESSION,
    NO_REGRESSION,
    IMPROVEMENT,
    /** Too few seconds, or not the same benchmark. */
    CANNOT_TELL
  }

  /**
   * How sure, and how much.
   *
   * @param alpha a difference counts when chance alone makes one as large less often than this
   * @param threshold and when the medians differ by more than this share
   */
  public record Criteria(double alpha, double threshold) {
    public static final Criteria DEFAULT = new Criteria(0.01, 0.1);

    public Criteria {
      if (alpha <= 0 || alpha >= 1 || threshold < 0) {
        throw new IllegalArgumentException("alpha is between 0 and 1, the threshold not negative");
      }
    }
  }

  /**
   * One number of both runs, second by second.
   *
   * @param medianA of the seconds of the first run
   * @param change of the median, as a share of the first
   * @param pValue how likely chance alone makes such a difference; null when it cannot be told
   * @param worse whether the second run is worse beyond both criteria
   */
  public record Difference(
      String name,
      String unit,
      double medianA,
      double medianB,
      double change,
      Double pValue,
      boolean worse,
      boolean better) {}

  /** Compares. */
  public static Comparison of(Report a, Report b, Criteria criteria) {
    List<String> warnings = new ArrayList<>();
    boolean same = a.parameters().kind().equals(b.parameters().kind());
    if (!same) {
      warnings.add(
          "they are different benchmarks: %s and %s"
              .formatted(a.parameters().kind(), b.parameters().kind()));
    }
    if (same && !a.parameters().sameLoad(b.parameters())) {
      warnings.add("their parameters differ: what differs may be that");
    }
    if (!Objects.equals(a.target(), b.target())) {
      warnings.add("they loaded different targets: %s and %s".formatted(a.target(), b.target()));
    }
    List<Difference> differences =
        List.of(
            difference(
                new Row("throughput", "/s", false, Report.Second::perSecond), a, b, criteria),
            difference(new Row("p50", "ms", true, s -> s.latency().p50()), a, b, criteria),
            difference(new Row("p99", "ms", true, s -> s.latency().p99()), a, b, criteria));
    long errorsA = a.measured().errors();
    long errorsB = b.measured().errors();
    if (errorsA != errorsB) {
      warnings.add("errors: %d and %d".formatted(errorsA, errorsB));
    }
    boolean moreErrors = share(b) > share(a) + 0.001;
    return new Comparison(verdict(same, moreErrors, differences), differences, warnings);
  }

  private static double share(Report report) {
    double all = (double) report.measured().operations() + report.measured().errors();
    return all == 0 ? 0 : report.measured().errors() / all;
  }

  private static Verdict verdict(boolean same, boolean moreErrors, List<Difference> differences) {
    if (!same) {
      return Verdict.CANNOT_TELL;
    }
    if (moreErrors || differences.stream().anyMatch(Difference::worse)) {
      return Verdict.REGRESSION;
    }
    if (differences.stream().anyMatch(d -> d.pValue() == null)) {
      return Verdict.CANNOT_TELL;
    }
    return differences.stream().anyMatch(Difference::better)
        ? Verdict.IMPROVEMENT
        : Verdict.NO_REGRESSION;
  }

  /** One number of a second; more of a latency is worse. */
  private record Row(
      String name, String unit, boolean ofLatency, ToDoubleFunction<Report.Second> value) {}

  private static Difference difference(Row row, Report a, Report b, Criteria criteria) {
    double[] first = values(a, row);
    double[] second = values(b, row);
    double medianA = median(first);
    double medianB = median(second);
    double change = medianA == 0 ? 0 : (medianB - medianA) / medianA;
    boolean enough = first.length >= MannWhitney.LEAST && second.length >= MannWhitney.LEAST;
    Double p = enough ? MannWhitney.pValue(first, second) : null;
    boolean counts = p != null && p < criteria.alpha() && Math.abs(change) > criteria.threshold();
    boolean up = change > 0;
    return new Difference(
        row.name(),
        row.unit(),
        medianA,
        medianB,
        change,
        p,
        counts && up == row.ofLatency(),
        counts && up != row.ofLatency());
  }

  /** Whole seconds only: the last one is a rest. */
  private static double[] values(Report report, Row row) {
    return report.series().stream()
        .filter(s -> s.seconds() > 0.9)
        // A second without an answer did nothing, but has no latency.
        .filter(s -> !row.ofLatency() || s.latency() != null)
        .mapToDouble(row.value())
        .toArray();
  }

  private static double median(double[] values) {
    if (values.length == 0) {
      return 0;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Difference d : differences) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-11s median of the seconds %s -> %s %s (%+.1f %%), %s",
              d.name(),
              TextReport.number(d.medianA()),
              TextReport.number(d.medianB()),
              d.unit(),
              d.change() * 100,
              d.pValue() == null
                  ? "too few seconds for a test (at least " + MannWhitney.LEAST + " in each run)"
                  : String.format(
                      Locale.ROOT,
                      "Mann-Whitney U: p = %.2g%s",
                      d.pValue(),
                      d.worse() ? ", worse" : d.better() ? ", better" : "")));
    }
    warnings.forEach(warning -> lines.add("note: " + warning));
    lines.add(verdict.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    return lines;
  }
}

package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes results out of the series of a test. */
final class SeriesReader {
  /**
   * One series.
   *
   * @param feature whose result it is part of
   * @param finding what it adds when its value is not 0; empty for other series
   * @param measurement name of what it measures
   * @param member of it, may be empty
   * @param label of the measurement, may be empty
   * @param values by sample
   */
  private record Series(
      String feature,
      Optional<Finding> finding,
      Optional<String> measurement,
      String member,
      String label,
      List<Optional<String>> values) {
    Optional<String> at(int index) {
      return index < values.size() ? values.get(index) : Optional.empty();
    }
  }

  private final SampleMaker maker;
  private final Duration interval;

  SeriesReader(SampleMaker maker, Duration interval) {
    this.maker = maker;
    this.interval = interval;
  }

  /** The results, in order. */
  List<Sample> read(List<Node> nodes) {
    Map<String, List<Series>> byFeature = new TreeMap<>();
    for (Node node : nodes) {
      Series series = node.within(() -> series(node));
      byFeature.computeIfAbsent(series.feature(), name -> new ArrayList<>()).add(series);
    }
    int steps =
        byFeature.values().stream()
            .flatMap(List::stream)
            .mapToInt(series -> series.values().size())
            .max()
            .orElse(0);
    List<Sample> samples = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      for (Map.Entry<String, List<Series>> feature : byFeature.entrySet()) {
        sample(feature.getKey(), feature.getValue(), step).ifPresent(samples::add);
      }
    }
    return samples;
  }

  /** Nothing when none of the feature's series has a value: it did not run. */
  private Optional<Sample> sample(String feature, List<Series> series, int step) {
    if (series.stream().allMatch(s -> s.at(step).isEmpty())) {
      return Optional.empty();
    }
    Duration offset = interval.multipliedBy(step);
    List<Finding> findings = new ArrayList<>();
    List<Measurement> measurements = new ArrayList<>();
    Optional<Verdict> verdict = Optional.empty();
    for (Series each : series) {
      String value = each.at(step).orElse("");
      if (value.isEmpty()) {
        continue;
      }
      if (each.finding().isPresent()) {
        if (Double.parseDouble(value) != 0) {
          findings.add(each.finding().get());
        }
      } else if (each.measurement().isPresent()) {
        measurements.add(
            new Measurement(
                each.measurement().get(), each.member(), each.label(), Double.parseDouble(value)));
      } else {
        verdict = Optional.of(Verdict.valueOf(value.toUpperCase(Locale.ROOT)));
      }
    }
    return Optional.of(maker.sample(feature, offset, verdict, findings, measurements));
  }

  private static Series series(Node node) {
    node.only(
        "feature",
        "finding",
        "reason",
        "severity",
        "message",
        "measurement",
        "member",
        "label",
        "verdict",
        "values");
    String feature = node.get("feature").map(Vocabulary::feature).orElse(FeatureNames.HEALTHY);
    String member = node.get("member").map(Node::text).orElse("");
    List<Optional<String>> values = SeriesValues.read(node.need("values"));
    boolean verdict = node.get("verdict").map(Node::flag).orElse(false);
    long kinds =
        List.of("finding", "measurement").stream().filter(k -> node.get(k).isPresent()).count();
    if (kinds + (verdict ? 1 : 0) != 1) {
      throw node.error("a series is one of finding, measurement, verdict: true");
    }
    check(node, verdict, values);
    return new Series(
        feature,
        node.get("finding").map(kind -> finding(node, kind.text(), member)),
        node.get("measurement").map(name -> Vocabulary.measurement(name, feature)),
        member,
        node.get("label").map(Node::text).orElse(""),
        values);
  }

  private static void check(Node node, boolean verdict, List<Optional<String>> values) {
    for (Optional<String> value : values) {
      String text = value.orElse(verdict ? "passed" : "0");
      if (verdict == Character.isLetter(text.charAt(0))) {
        if (verdict) {
          ConditionReader.verdict(node.need("values").replacedBy(text));
        }
      } else {
        throw node.need("values")
            .must(
                verdict
                    ? "hold passed, warning, critical or unknown, not \"" + text + "\""
                    : "hold numbers, not \"" + text + "\"");
      }
    }
  }

  private static Finding finding(Node node, String kind, String member) {
    Severity severity = node.get("severity").map(RouteReader::severity).orElse(Severity.WARNING);
    String message =
        node.get("message")
            .map(Node::text)
            .orElse(kind + (member.isEmpty() ? "" : " of " + member));
    return new Finding(
        member.isEmpty() ? kind : kind + "/" + member,
        severity,
        member,
        node.get("reason").map(Node::text).orElse(kind),
        message,
        "",
        "",
        "",
        Instant.EPOCH,
        Instant.EPOCH);
  }
}

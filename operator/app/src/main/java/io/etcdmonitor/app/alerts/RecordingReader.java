package io.etcdmonitor.app.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads what {@code etcd-monitor monitor -o json} printed: one document a line. */
final class RecordingReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SampleMaker maker;
  private final Map<String, Instant> lastRuns = new HashMap<>();
  private Instant first = Instant.MAX;

  RecordingReader(SampleMaker maker) {
    this.maker = maker;
  }

  /**
   * The results, in order; time begins with the first.
   *
   * @throws IllegalArgumentException with the line that is none
   */
  List<Sample> read(List<String> lines) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        document(JSON.readTree(lines.get(i)), samples);
      } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "line %d is not what 'etcd-monitor monitor -o json' prints: %s"
                .formatted(i + 1, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
            e);
      }
    }
    return samples;
  }

  private void document(JsonNode document, List<Sample> samples) {
    List<String> members = new ArrayList<>();
    document.path("members").forEach(m -> members.add(text(m, m.has("name") ? "name" : "id")));
    for (JsonNode inspection : document.path("inspections")) {
      String feature = text(inspection, "feature");
      Instant run = Instant.parse(text(inspection, "lastRun"));
      Instant before = lastRuns.put(feature, run);
      if (before == null || run.isAfter(before)) {
        first = first.equals(Instant.MAX) ? run : first;
        samples.add(sample(feature, run, inspection, members));
      }
    }
  }

  private Sample sample(String feature, Instant run, JsonNode inspection, List<String> members) {
    List<Finding> findings = new ArrayList<>();
    inspection.path("findings").forEach(f -> findings.add(finding(f, run)));
    List<Measurement> measurements = new ArrayList<>();
    inspection
        .path("measurements")
        .forEach(m ->
            measurements.add(
                new Measurement(
                    text(m, "name"),
                    m.path("member").asText(),
                    m.path("label").asText(),
                    m.path("value").asDouble())));
    Duration offset = Duration.between(first, run);
    SampleMaker withMembers =
        new SampleMaker(maker.cluster(), maker.start(), maker.interval(), members);
    return withMembers.result(
        feature,
        offset.isNegative() ? Duration.ZERO : offset,
        Verdict.valueOf(text(inspection, "verdict").toUpperCase(Locale.ROOT)),
        inspection.path("reason").asText(),
        inspection.path("message").asText(),
        findings,
        measurements);
  }

  private static Finding finding(JsonNode node, Instant run) {
    return new Finding(
        text(node, "id"),
        Severity.valueOf(text(node, "severity").toUpperCase(Locale.ROOT)),
        node.path("member").asText(),
        node.path("reason").asText(),
        node.path("message").asText(),
        node.path("value").asText(),
        node.path("threshold").asText(),
        node.path("remedy").asText(),
        run,
        run);
  }

  private static String text(JsonNode node, String field) {
    if (!node.path(field).isTextual()) {
      throw new IllegalArgumentException("it has no " + field);
    }
    return node.get(field).asText();
  }
}

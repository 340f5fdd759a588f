package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.transition.Transition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** A snapshot as text for people. */
public final class TextReport {
  private static final String UNKNOWN = "-";
  private static final double KIB = 1_024;

  private TextReport() {}

  /** The whole report. */
  public static String print(Snapshot snapshot) {
    StringBuilder text = new StringBuilder(2_048);
    ClusterAssessment assessment = snapshot.assessment();
    text.append(snapshot.cluster()).append(": ").append(assessment.health().word()).append(". ");
    text.append(assessment.message()).append('\n');
    assessment.observation().ifPresent(seen -> observation(text, seen));
    if (!snapshot.results().isEmpty()) {
      text.append('\n');
      inspections(text, snapshot.results());
    }
    List<Finding> findings = snapshot.findings();
    if (!findings.isEmpty()) {
      text.append("\nFINDINGS\n");
      findings.forEach(finding -> finding(text, finding));
    }
    return text.toString();
  }

  /** What happened, newest last. */
  static void transitions(StringBuilder text, List<Happening> happenings) {
    if (!happenings.isEmpty()) {
      text.append("\nWHAT HAPPENED\n");
      for (Happening happening : happenings) {
        Transition transition = happening.transition();
        text.append(happening.time())
            .append("  ")
            .append(transition.type().word())
            .append(": ")
            .append(transition.message())
            .append('\n');
      }
    }
  }

  private static void observation(StringBuilder text, ClusterObservation seen) {
    if (seen.members().isEmpty()) {
      text.append("members: not known\n");
      return;
    }
    text.append("quorum: ")
        .append(quorum(seen))
        .append("; leader: ")
        .append(seen.leader().map(l -> l.name() + " (term " + l.term() + ")").orElse("none"))
        .append("; version: ")
        .append(seen.version().orElse("not known"))
        .append("; cluster ID: ")
        .append(seen.clusterId().orElse("not known"))
        .append("\n\n");
    TextTable table =
        new TextTable(
            "MEMBER",
            "ROLE",
            "STATE",
            "VERSION",
            "DB",
            "IN-USE",
            "LAG",
            "LATENCY",
            "ENDPOINT",
            "REASON");
    for (MemberObservation member : seen.members()) {
      table.row(
          member.label(),
          member.role().word(),
          member.state().word(),
          member.version().orElse(UNKNOWN),
          bytes(member.dbSize()),
          bytes(member.dbSizeInUse()),
          member.appliedLag().isPresent()
              ? Long.toString(member.appliedLag().getAsLong())
              : UNKNOWN,
          latency(member.latency()),
          member.endpoints().isEmpty() ? UNKNOWN : member.endpoints().get(0),
          member.reason());
    }
    table.print(text);
  }

  private static String quorum(ClusterObservation seen) {
    ClusterObservation.Quorum quorum = seen.quorum();
    return seen.quorumObserved()
        ? "%d of %d voters healthy, %d needed"
            .formatted(quorum.healthy(), quorum.voters(), quorum.needed())
        : "%d voters, %d needed; how many serve is not known"
            .formatted(quorum.voters(), quorum.needed());
  }

  private static void inspections(StringBuilder text, List<InspectionResult> results) {
    TextTable table = new TextTable("FEATURE", "VERDICT", "REASON", "MESSAGE");
    for (InspectionResult result : results) {
      table.row(result.feature(), result.verdict().word(), result.reason(), result.message());
    }
    table.print(text);
  }

  private static void finding(StringBuilder text, Finding finding) {
    text.append(finding.severity().word()).append("  ");
    if (!finding.member().isEmpty()) {
      text.append(finding.member()).append("  ");
    }
    text.append(finding.reason()).append(": ").append(finding.message());
    if (!finding.value().isEmpty()) {
      text.append(" [").append(finding.value());
      if (!finding.threshold().isEmpty()) {
        text.append(", threshold ").append(finding.threshold());
      }
      text.append(']');
    }
    text.append('\n');
    if (!finding.remedy().isEmpty()) {
      text.append("          what to do: ").append(finding.remedy()).append('\n');
    }
  }

  private static String latency(Optional<Duration> latency) {
    return latency
        .map(time -> String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6))
        .orElse(UNKNOWN);
  }

  private static String bytes(OptionalLong bytes) {
    if (bytes.isEmpty()) {
      return UNKNOWN;
    }
    double value = bytes.getAsLong();
    for (String unit : List.of("B", "KiB", "MiB", "GiB")) {
      if (value < KIB) {
        return String.format(
            Locale.ROOT, value < 10 && !unit.equals("B") ? "%.1f %s" : "%.0f %s", value, unit);
      }
      value /= KIB;
    }
    return String.format(Locale.ROOT, "%.1f TiB", value);
  }
}

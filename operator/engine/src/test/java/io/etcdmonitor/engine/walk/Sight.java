package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.result.InspectionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that a watcher says of its cluster, by what it says it of. Left out is what is history by
 * design: times since when something is so, what was counted (changes of leader, the age of the
 * last compaction), and numbers that come of the moment at which somebody looked.
 */
final class Sight {
  /** Told for a day. */
  private static final Set<String> NEWS =
      Set.of(Reasons.CLUSTER_ID_CHANGED, Reasons.REVISION_WENT_BACK);

  private static final Set<String> OF_THE_MOMENT =
      Set.of(
          Reasons.HIGH_ERROR_RATE,
          Reasons.PROPOSALS_FAILED,
          Reasons.SLOW_FSYNC,
          Reasons.SLOW_COMMIT);

  /** Told from before, or in the runs only that compare all data. */
  private static final Set<String> AT_TIMES =
      Set.of(
          MeasurementNames.COMPACTION_AGE,
          MeasurementNames.DATABASE_QUOTA,
          MeasurementNames.DATABASE_USED_PERCENT,
          MeasurementNames.DIVERGED);

  private final Map<String, String> said = new TreeMap<>();
  private boolean news;
  private boolean oldQuota;
  private boolean oldData;

  private Sight() {}

  static Sight of(Watcher watcher) {
    Sight sight = new Sight();
    sight.assessed(watcher.assess());
    watcher.latest().forEach(sight::result);
    watcher.open().forEach(sight::alert);
    return sight;
  }

  Map<String, String> said() {
    return said;
  }

  /**
   * Whether this is known from before, and is meant to be: news of the last day, a quota that no
   * page tells now, data that differed and could not be compared since, an alert of which nothing
   * was heard since.
   */
  boolean isPast(String what) {
    boolean overall = what.equals("health") || what.equals("condition DEGRADED");
    boolean stale = what.startsWith("alert") && said.getOrDefault(what, "").endsWith("stale");
    return stale
        || (news && (overall || what.contains("healthy") || what.endsWith("ClusterUnhealthy/")))
        || (news && what.contains("AVAILABLE"))
        || (oldQuota && (overall || what.matches("database|.*(apacity|CAPACITY|Database).*")))
        || (oldData && (overall || what.matches(".*(onsistency|CONSISTENT|DataDiverged).*")));
  }

  /** What is not as it should be when nothing is wrong. */
  List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    said.forEach((what, words) -> {
      boolean bad = what.equals("health") && !words.startsWith(Health.HEALTHY.name());
      if ((bad || what.startsWith("alert")) && !isPast(what)) {
        troubles.add("nothing is wrong, but " + what + " is " + words);
      }
    });
    return troubles;
  }

  private void assessed(ClusterAssessment assessment) {
    said.put("health", assessment.health() + " " + timeless(assessment.message()));
    assessment
        .conditions()
        .forEach(c ->
            said.put(
                "condition " + c.type(),
                c.status() + " " + c.reason() + " " + c.severity() + " " + timeless(c.message())));
    assessment.observation().ifPresent(this::observed);
  }

  private void observed(ClusterObservation seen) {
    said.put("cluster", seen.clusterId() + " " + seen.version());
    said.put("leader", seen.leader().map(l -> l.id() + " " + l.name() + " " + l.term()).toString());
    said.put("quorum", seen.quorum().toString());
    ClusterObservation.Database db = seen.database();
    said.put("database", db.size() + " " + db.inUse() + " " + db.quota() + " " + db.usedPercent());
    for (MemberObservation m : seen.members()) {
      said.put(
          "member " + m.id(),
          List.of(m.name(), m.endpoints(), m.voter(), m.role(), m.state(), m.version())
              + " %s %s %s".formatted(m.dbSize(), m.reason(), timeless(m.message())));
    }
  }

  private void result(InspectionResult result) {
    String feature = result.feature();
    String message = result.message();
    boolean moment = OF_THE_MOMENT.contains(result.reason()) || message.contains("per second");
    said.put("result of " + feature, result.verdict() + " " + result.reason());
    said.put("message of " + feature, moment ? "" : timeless(message));
    result.findings().forEach(f -> finding(feature, f));
    oldQuota |= message.contains("(told at");
    said.put(
        "measured by " + feature,
        result.measurements().stream()
            .filter(m -> !AT_TIMES.contains(m.name()))
            .map(m -> m.name() + "/" + m.member() + "/" + m.label())
            .sorted()
            .collect(Collectors.joining(" ")));
    oldData |= message.contains("not compared since");
  }

  private void finding(String feature, Finding f) {
    news |= NEWS.contains(f.reason());
    oldQuota |= f.message().contains("(told at");
    said.put(
        "finding of " + feature + " " + f.id(),
        f.severity()
            + " "
            + f.reason()
            + " "
            + f.remedy()
            + (OF_THE_MOMENT.contains(f.reason()) ? "" : timeless(f.message() + " " + f.value())));
  }

  private void alert(OpenAlert alert) {
    said.put(
        "alert " + alert.rule() + "/" + alert.subject(),
        alert.severity() + (alert.stale() ? " stale" : ""));
  }

  private static String timeless(String text) {
    return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:]*Z", "then")
        .replaceAll("of \\d+ within [0-9.]+ s", "of many within a while")
        .replaceAll("[0-9.]+ % of \\d+ (.*) within [0-9.]+ s", "some $1 within a while")
        .replaceAll("\\d+ proposals failed (.*) within [0-9.]+ s", "some failed $1 within a while");
  }
}

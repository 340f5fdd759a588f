package io.etcdmonitor.engine.features.alarm;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.engine.view.Responders;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * etcd's own alarms. They are replicated, so any member with quorum tells them all; without quorum
 * each member still tells, in its status, those that it has heard of.
 */
public final class AlarmProvider implements FeatureProvider {
  private static final List<String> KNOWN = List.of(Alarm.NOSPACE, Alarm.CORRUPT);
  private static final String WHOLE_CLUSTER = "0";

  @Override
  public String name() {
    return FeatureNames.ALARM;
  }

  @Override
  public String description() {
    return "etcd's alarms (NOSPACE, CORRUPT) by member, with and without quorum.";
  }

  @Override
  public Duration defaultInterval() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Set<SettingSpec> settings() {
    return Set.of();
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    ClusterView view = context.view();
    Set<Alarm> active =
        new TreeSet<>(Comparator.comparing(Alarm::type).thenComparing(Alarm::memberId));
    boolean statusSeen = false;
    for (Reply<MemberStatus> reply : view.statuses().values()) {
      statusSeen |= reply.ok();
      reply
          .value()
          .filter(s -> Responders.inCluster(s, view.clusterId()))
          .ifPresent(s -> active.addAll(StatusErrors.alarms(s)));
    }
    Reply<List<Alarm>> listed = view.alarms();
    listed.value().ifPresent(alarms -> replaceAll(active, alarms));
    if (!statusSeen && !listed.ok()) {
      return nobody(view, listed.failure().orElseThrow());
    }
    return judge(active, listed, view.members(), context.now());
  }

  /** The list is authoritative: a status may still show what was cleared a moment ago. */
  private static void replaceAll(Set<Alarm> active, List<Alarm> listed) {
    active.clear();
    active.addAll(listed);
  }

  private static InspectionOutcome judge(
      Set<Alarm> active, Reply<List<Alarm>> listed, List<ViewMember> members, Instant now) {
    List<Finding> findings = active.stream().map(a -> raised(a, members, now)).toList();
    List<Measurement> measurements = measurements(active, members);
    if (!findings.isEmpty()) {
      Finding worst = findings.get(0);
      return new InspectionOutcome(
          Verdict.CRITICAL,
          worst.reason(),
          worst.message() + "; " + worst.remedy(),
          findings,
          measurements,
          Optional.empty());
    }
    String how =
        listed.ok()
            ? ""
            : " in the members' own status (the list needs quorum: %s)"
                .formatted(listed.failure().orElseThrow().message());
    return new InspectionOutcome(
        Verdict.PASSED,
        Reasons.NO_ALARMS,
        "no alarm is set" + how,
        List.of(),
        measurements,
        Optional.empty());
  }

  private static InspectionOutcome nobody(ClusterView view, EtcdFailure listFailure) {
    EtcdFailure failure =
        view.statuses().values().stream()
            .flatMap(reply -> reply.failure().stream())
            .min(Comparator.comparing((EtcdFailure f) -> !f.cause().configuration()))
            .orElse(listFailure);
    String reason =
        failure.cause() == FailureCause.OTHER
            ? Reasons.PROBE_FAILED
            : FailureReasons.of(failure.cause());
    return InspectionOutcome.unknown(
        reason,
        "no member could be asked for alarms: %s; %s"
            .formatted(failure.message(), FailureReasons.remedy(failure.cause())));
  }

  private static Finding raised(Alarm alarm, List<ViewMember> members, Instant now) {
    boolean whole = alarm.memberId().equals(WHOLE_CLUSTER);
    String label = whole ? "" : label(alarm.memberId(), members);
    String where = whole ? "for the whole cluster" : "by member " + label;
    return finding(Severity.CRITICAL, reason(alarm.type()), sentence(alarm.type(), where))
        .kind("Alarm" + alarm.type())
        .member(label)
        .value(alarm.type())
        .remedy(remedy(alarm.type()))
        .at(now);
  }

  private static String sentence(String type, String where) {
    return switch (type) {
      case Alarm.NOSPACE ->
          "alarm NOSPACE is raised %s: its database has reached the quota and the cluster rejects writes"
              .formatted(where);
      case Alarm.CORRUPT ->
          "alarm CORRUPT is raised %s: members hold different data and the cluster rejects writes"
              .formatted(where);
      default -> "alarm of type %s is raised %s".formatted(type, where);
    };
  }

  private static String remedy(String type) {
    return switch (type) {
      case Alarm.NOSPACE ->
          "compact, defragment every member (or raise the quota), then: etcdctl alarm disarm";
      case Alarm.CORRUPT ->
          "replace the member whose data differs, or restore from a snapshot, then: etcdctl alarm disarm";
      default -> "look the type up in the documentation of this etcd version";
    };
  }

  private static String reason(String type) {
    return switch (type) {
      case Alarm.NOSPACE -> Reasons.ALARM_NOSPACE;
      case Alarm.CORRUPT -> Reasons.ALARM_CORRUPT;
      default -> Reasons.ALARM_OTHER;
    };
  }

  private static List<Measurement> measurements(Set<Alarm> active, List<ViewMember> members) {
    List<Measurement> all = new ArrayList<>();
    for (ViewMember member : members) {
      if (member.identified()) {
        for (String type : KNOWN) {
          double set = active.contains(new Alarm(member.id(), type)) ? 1 : 0;
          all.add(new Measurement(MeasurementNames.ALARM_ACTIVE, member.label(), type, set));
        }
      }
    }
    for (Alarm alarm : active) {
      boolean counted =
          KNOWN.contains(alarm.type())
              && members.stream().anyMatch(m -> m.id().equals(alarm.memberId()));
      if (!counted) {
        String label =
            alarm.memberId().equals(WHOLE_CLUSTER) ? "" : label(alarm.memberId(), members);
        all.add(new Measurement(MeasurementNames.ALARM_ACTIVE, label, alarm.type(), 1));
      }
    }
    return all;
  }

  private static String label(String id, List<ViewMember> members) {
    return members.stream()
        .filter(m -> m.id().equals(id))
        .findFirst()
        .map(ViewMember::label)
        .orElse(id);
  }
}

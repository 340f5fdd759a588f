package io.etcdmonitor.engine.features.consistency;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.Responders;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.MemberStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is behind. Statuses are taken at different moments, and at ten thousand writes a second a
 * moment is a long way: a member lags only when, asked again later, it still has not reached where
 * the others were before.
 */
final class LagCheck {
  private final InspectionContext context;
  private final Map<ViewMember, MemberStatus> statuses;
  private final long limit;

  LagCheck(InspectionContext context, Map<ViewMember, MemberStatus> statuses) {
    this.context = context;
    this.statuses = statuses;
    this.limit = context.cluster().thresholds().appliedLag();
  }

  /**
   * Who is how far behind.
   *
   * @param findings one per member that lags
   * @param lagging those members
   * @param measurements of all members
   */
  record Lag(List<Finding> findings, List<ViewMember> lagging, List<Measurement> measurements) {}

  Lag check() {
    long applied =
        statuses.values().stream().mapToLong(MemberStatus::raftAppliedIndex).max().orElse(0);
    long revision = statuses.values().stream().mapToLong(MemberStatus::revision).max().orElse(0);
    Map<ViewMember, MemberStatus> seen = new LinkedHashMap<>(statuses);
    for (Map.Entry<ViewMember, MemberStatus> entry : seen.entrySet()) {
      if (behind(entry.getValue(), applied, revision) > limit) {
        again(entry.getKey()).ifPresent(entry::setValue);
      }
    }
    List<Finding> findings = new ArrayList<>();
    List<ViewMember> lagging = new ArrayList<>();
    List<Measurement> measurements = new ArrayList<>();
    seen.forEach((member, status) -> {
      long appliedLag = Math.max(0, applied - status.raftAppliedIndex());
      long revisionLag = Math.max(0, revision - status.revision());
      measurements.add(
          Measurement.ofMember(MeasurementNames.APPLIED_LAG, member.label(), (double) appliedLag));
      measurements.add(
          Measurement.ofMember(
              MeasurementNames.REVISION_LAG, member.label(), (double) revisionLag));
      if (Math.max(appliedLag, revisionLag) > limit) {
        lagging.add(member);
        findings.add(lags(member, appliedLag, revisionLag));
      }
    });
    return new Lag(findings, lagging, measurements);
  }

  private Optional<MemberStatus> again(ViewMember member) {
    return context
        .view()
        .freshStatus(member)
        .value()
        .filter(s -> Responders.is(member, s, context.view().clusterId()));
  }

  private static long behind(MemberStatus status, long applied, long revision) {
    return Math.max(applied - status.raftAppliedIndex(), revision - status.revision());
  }

  private Finding lags(ViewMember member, long appliedLag, long revisionLag) {
    return finding(
            Severity.WARNING,
            Reasons.MEMBER_LAGGING,
            "member %s is %s and %s behind the most advanced one"
                .formatted(
                    member.label(),
                    Words.count(appliedLag, "raft entry").replace("entrys", "entries"),
                    Words.count(revisionLag, "revision")))
        .member(member.label())
        .value(Math.max(appliedLag, revisionLag))
        .threshold(limit)
        .remedy("check its disk, its CPU and the network to the leader")
        .at(context.now());
  }
}

package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is to be said of single members. Pure. */
final class MemberFindings {
  private MemberFindings() {}

  static List<Finding> judge(
      List<MemberObservation> members, Map<String, Standing> standings, Instant now) {
    List<Finding> findings = new ArrayList<>();
    for (MemberObservation member : members) {
      Standing standing = standings.getOrDefault(member.id(), byReason(member));
      switch (member.state()) {
        case HEALTHY -> {}
        case NOT_STARTED -> findings.add(state(member, standing, "MemberNotStarted", now));
        case UNREACHABLE -> findings.add(state(member, standing, "MemberUnreachable", now));
        case UNHEALTHY -> findings.add(state(member, standing, "MemberUnhealthy", now));
        case UNKNOWN -> findings.add(unknown(member, standing, now));
      }
    }
    return findings;
  }

  private static Standing byReason(MemberObservation member) {
    return Standing.of(member.state(), member.reason(), member.message(), "");
  }

  private static Finding state(
      MemberObservation member, Standing standing, String kind, Instant now) {
    return finding(Severity.WARNING, member.reason(), sentence(member))
        .kind(kind)
        .member(member.label())
        .value(member.state().word())
        .remedy(standing.remedy())
        .at(now);
  }

  private static Finding unknown(MemberObservation member, Standing standing, Instant now) {
    boolean expired = member.reason().equals(Reasons.TLS_EXPIRED);
    return finding(
            expired ? Severity.CRITICAL : Severity.UNKNOWN, member.reason(), sentence(member))
        .kind("MemberNotObserved")
        .member(member.label())
        .value(member.state().word())
        .remedy(standing.remedy())
        .at(now);
  }

  private static String sentence(MemberObservation member) {
    return "%s %s %s, since %s"
        .formatted(
            member.voter() ? "member" : "learner",
            member.label(),
            member.message(),
            Words.time(member.since()));
  }
}

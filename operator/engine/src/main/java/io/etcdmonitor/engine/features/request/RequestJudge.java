package io.etcdmonitor.engine.features.request;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.scrape.MemberSample;
import io.etcdmonitor.engine.scrape.SampleDelta;
import io.etcdmonitor.engine.scrape.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is wrong with a member's requests and proposals. Pure. */
final class RequestJudge {
  /** Of fewer requests a share says nothing: one failed probe of ours would be ten per cent. */
  static final int ENOUGH_REQUESTS = 20;

  /** A handful is lost at every change of leader. */
  static final int MANY_FAILED_PROPOSALS = 5;

  private RequestJudge() {}

  static List<Finding> judge(
      String member,
      MemberSample sample,
      Optional<SampleDelta> delta,
      Thresholds thresholds,
      Instant now) {
    List<Finding> findings = new ArrayList<>();
    sample.value(Series.PENDING).stream()
        .filter(pending -> pending > thresholds.pendingProposals())
        .forEach(pending -> findings.add(pending(member, pending, thresholds, now)));
    descriptors(member, sample, thresholds, now).ifPresent(findings::add);
    delta.ifPresent(d -> {
      errors(member, d, thresholds, now).ifPresent(findings::add);
      failed(member, d, now).ifPresent(findings::add);
    });
    return findings;
  }

  private static Finding pending(
      String member, double pending, Thresholds thresholds, Instant now) {
    return finding(
            Severity.WARNING,
            Reasons.PROPOSALS_PENDING,
            "%s wait on member %s, more than %d"
                .formatted(
                    Words.count((long) pending, "proposal"), member, thresholds.pendingProposals()))
        .member(member)
        .value((long) pending)
        .threshold(thresholds.pendingProposals())
        .remedy("check disk latency and the network to the leader, or slow the writers down")
        .at(now);
  }

  private static Optional<Finding> descriptors(
      String member, MemberSample sample, Thresholds thresholds, Instant now) {
    OptionalDouble open = sample.value(Series.OPEN_FDS);
    double most = sample.value(Series.MAX_FDS).orElse(0);
    if (open.isEmpty() || most <= 0) {
      return Optional.empty();
    }
    double percent = 100 * open.getAsDouble() / most;
    if (percent < thresholds.fileDescriptorsPercent()) {
      return Optional.empty();
    }
    return Optional.of(
        finding(
                Severity.WARNING,
                Reasons.FILE_DESCRIPTORS_LOW,
                "member %s has %s of at most %s open"
                    .formatted(
                        member,
                        Words.count((long) open.getAsDouble(), "file descriptor"),
                        Words.number(most)))
            .member(member)
            .value(Words.number(percent) + " %")
            .threshold(thresholds.fileDescriptorsPercent() + " %")
            .remedy("raise the limit of open files, or find the clients that hold connections")
            .at(now));
  }

  private static Optional<Finding> errors(
      String member, SampleDelta delta, Thresholds thresholds, Instant now) {
    double requests = SampleDelta.total(delta.handled());
    double percent = requests == 0 ? 0 : 100 * SampleDelta.total(delta.errors()) / requests;
    if (requests < ENOUGH_REQUESTS || percent < thresholds.errorRatePercent()) {
      return Optional.empty();
    }
    String worst =
        delta.errors().entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse("");
    return Optional.of(
        finding(
                Severity.WARNING,
                Reasons.HIGH_ERROR_RATE,
                "%s %% of %s on member %s failed within %s, most of them %s"
                    .formatted(
                        Words.number(percent),
                        Words.count((long) requests, "request"),
                        member,
                        Words.duration(delta.passed()),
                        worst))
            .member(member)
            .value(Words.number(percent) + " %")
            .threshold(thresholds.errorRatePercent() + " %")
            .remedy("check the member's log, its alarms and its leader for the cause of the errors")
            .at(now));
  }

  private static Optional<Finding> failed(String member, SampleDelta delta, Instant now) {
    double failed = delta.increase(Series.FAILED).orElse(0);
    if (failed < MANY_FAILED_PROPOSALS) {
      return Optional.empty();
    }
    return Optional.of(
        finding(
                Severity.WARNING,
                Reasons.PROPOSALS_FAILED,
                "%s failed on member %s within %s"
                    .formatted(
                        Words.count((long) failed, "proposal"),
                        member,
                        Words.duration(delta.passed())))
            .member(member)
            .value((long) failed)
            .threshold(MANY_FAILED_PROPOSALS)
            .remedy("check for changes of leader and for a lost quorum")
            .at(now));
  }
}

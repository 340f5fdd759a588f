package io.etcdmonitor.engine.features.request;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.LatencyWindow;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.WriteProbe;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One write of our own per run, where the cluster's owner asked for it. On the leader, so that what
 * is measured is the way through raft and not the way to the leader as well.
 */
final class WriteProbing {
  private static final Duration CALL = Duration.ofSeconds(2);
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(60);
  private static final int INTERVALS = 6;

  /** What was refused once is refused again until somebody changes it. */
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

  private static final Map<String, Double> QUANTILES =
      Map.of("p50", 0.50, "p95", 0.95, "p99", 0.99);

  private LatencyWindow latencies = new LatencyWindow();
  private boolean writing;
  private int failures;
  private Instant notBefore = Instant.MIN;
  private Optional<Finding> last = Optional.empty();

  /**
   * Writes, if that is wanted.
   *
   * @param member the leader
   * @return what is wrong with it
   */
  Optional<Finding> run(
      InspectionContext context, ViewMember member, List<Measurement> measurements) {
    MemberClient client = context.view().client(member);
    if (!wanted(context)) {
      stop(context, client);
      return Optional.empty();
    }
    if (!context.now().isBefore(notBefore)) {
      last = write(context, member, client);
    }
    double[] sorted = latencies.sorted(context.now());
    QUANTILES.forEach((label, q) ->
        LatencyWindow.quantile(sorted, q)
            .ifPresent(seconds ->
                measurements.add(
                    new Measurement(MeasurementNames.WRITE_PROBE_LATENCY, "", label, seconds))));
    return last;
  }

  /** Never for an inspection that a person added: one writer is enough. */
  private static boolean wanted(InspectionContext context) {
    return context.cluster().writeProbe().enabled()
        && context.cluster().connection().api() == EtcdApi.V3
        && context.inspection().primary();
  }

  private void stop(InspectionContext context, MemberClient client) {
    if (writing) {
      Duration budget = context.budget(CALL);
      writing = !Calls.await(client.endWriteProbe(budget)).ok();
      latencies = new LatencyWindow();
      last = Optional.empty();
      notBefore = Instant.MIN;
      failures = 0;
    }
  }

  private Optional<Finding> write(
      InspectionContext context, ViewMember member, MemberClient client) {
    WriteProbe probe = context.cluster().writeProbe();
    Duration budget = context.budget(CALL);
    writing = true;
    Reply<Long> reply = Calls.await(client.writeProbe(probe.key(), leaseTime(context), budget));
    Optional<EtcdFailure> failure = reply.failure();
    if (failure.isEmpty()) {
      failures = 0;
      latencies.add(context.now(), reply.latency().toNanos() / 1e9);
      return Optional.empty();
    }
    failures++;
    if (failure.get().cause() == FailureCause.PERMISSION_DENIED) {
      notBefore = context.now().plus(AFTER_REFUSAL);
      return Optional.of(refused(context, probe));
    }
    return Optional.of(failed(context, member, failure.get()));
  }

  private static Duration leaseTime(InspectionContext context) {
    Duration several =
        context.inspection().interval().orElse(Duration.ZERO).multipliedBy(INTERVALS);
    return several.compareTo(SHORTEST_LEASE) > 0 ? several : SHORTEST_LEASE;
  }

  private static Finding refused(InspectionContext context, WriteProbe probe) {
    return finding(
            Severity.INFO,
            Reasons.PERMISSION_DENIED,
            "the write probe is on, but our user may not write the key " + probe.key())
        .kind("WriteProbe")
        .remedy(
            "grant it: etcdctl role grant-permission <role> readwrite %s; or switch writeProbe off"
                .formatted(probe.key()))
        .at(context.now());
  }

  /** One lost answer is no outage, two in a row are worth a look. */
  private Finding failed(InspectionContext context, ViewMember member, EtcdFailure failure) {
    return finding(
            failures > 1 ? Severity.WARNING : Severity.INFO,
            Reasons.WRITE_FAILED,
            "a write of ours on member %s failed: %s".formatted(member.label(), failure.message()))
        .kind("WriteProbe")
        .remedy(
            failure.cause() == FailureCause.RESOURCE_EXHAUSTED
                ? "look for the alarm NOSPACE, and for load"
                : FailureReasons.remedy(failure.cause()))
        .at(context.now());
  }
}

package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.util.Optional;

/** Decides how one member stands. Pure. */
final class MemberJudge {
  private MemberJudge() {}

  static Standing judge(ViewMember member, RoundFacts facts) {
    if (member.notStarted()) {
      return Standing.of(
          MemberState.NOT_STARTED,
          Reasons.MEMBER_NOT_STARTED,
          "was added to the cluster but has never started",
          "start it, or remove it from the member list: it counts for quorum all the same");
    }
    Reply<MemberStatus> status = facts.statuses().get(member.id());
    if (status == null) {
      return Standing.of(
          MemberState.UNREACHABLE,
          Reasons.ADVERTISED_URL_UNREACHABLE,
          "advertises no client URL that can be dialled: " + member.advertised(),
          "set its --advertise-client-urls to http or https URLs that clients reach, without"
              + " underscores in host names");
    }
    Optional<Standing> impostor = impostor(member, status, facts);
    return impostor.isPresent() ? impostor.get() : served(member, status, facts);
  }

  /** Somebody else answers on its address: nothing is known of the member itself. */
  private static Optional<Standing> impostor(
      ViewMember member, Reply<MemberStatus> status, RoundFacts facts) {
    return status
        .value()
        .filter(s -> !facts.is(member, s))
        .map(s -> {
          boolean otherCluster =
              facts.clusterId().filter(id -> !id.equals(s.clusterId())).isPresent();
          EtcdFailure silence = facts.silences().get(member.id());
          if (silence != null && !otherCluster) {
            // Who answers on an address of all (a Service) answers for those that are down, too.
            return failed(silence);
          }
          return Standing.of(
              MemberState.UNREACHABLE,
              otherCluster ? Reasons.CLUSTER_ID_MISMATCH : Reasons.ADVERTISED_URL_UNREACHABLE,
              "gives no answer of its own: its client URL is answered by member %s%s"
                  .formatted(
                      s.memberId(),
                      otherCluster ? " of another cluster (" + s.clusterId() + ")" : ""),
              otherCluster
                  ? SeedJudge.intruder(member)
                  : "give each member its own --advertise-client-urls");
        });
  }

  private static Standing served(ViewMember member, Reply<MemberStatus> status, RoundFacts facts) {
    Reply<Long> read = facts.reads().get(member.id());
    Optional<EtcdFailure> readFailure = read == null ? Optional.empty() : read.failure();
    if (facts.served(member)) {
      return Standing.of(MemberState.HEALTHY, Reasons.SERVING, "serves reads", "");
    }
    if (status.failure().isPresent()) {
      Standing standing = failed(status.failure().get());
      return leadsToUs(member, status.failure().get(), facts)
          ? standing.remedy(
              "set its --advertise-client-urls to what clients reach: this leads each of them to"
                  + " itself; or check that etcd runs")
          : standing;
    }
    return readFailure
        .map(MemberJudge::failedRead)
        .orElseGet(() ->
            Standing.of(
                MemberState.UNKNOWN,
                Reasons.NOT_OBSERVED,
                "was not asked whether it serves",
                "wait for the next round"));
  }

  /** Nobody who runs the monitor beside an etcd of that machine wants to be told. */
  private static boolean leadsToUs(ViewMember member, EtcdFailure failure, RoundFacts facts) {
    return failure.cause().unreachable()
        && member.endpoints().stream().allMatch(Endpoint::leadsToDialler)
        && facts.seeds().keySet().stream().map(Endpoint::parse).noneMatch(Endpoint::leadsToDialler);
  }

  /** It answered a status call but could not serve. */
  private static Standing failedRead(EtcdFailure failure) {
    FailureCause cause = failure.cause();
    if (cause == FailureCause.CONNECTION_REFUSED) {
      return failed(failure);
    }
    if (saysNothing(cause)) {
      return unknown(failure);
    }
    String reason = cause == FailureCause.NO_LEADER ? Reasons.NO_LEADER : Reasons.NOT_SERVING;
    return new Standing(
        MemberState.UNHEALTHY,
        reason,
        "answers but does not serve: " + failure.message(),
        FailureReasons.remedy(cause),
        Optional.of(cause));
  }

  private static Standing failed(EtcdFailure failure) {
    FailureCause cause = failure.cause();
    if (saysNothing(cause)) {
      return unknown(failure);
    }
    return new Standing(
        cause.unreachable() ? MemberState.UNREACHABLE : MemberState.UNHEALTHY,
        FailureReasons.of(cause),
        (cause.unreachable() ? "gives no answer: " : "does not serve: ") + failure.message(),
        FailureReasons.remedy(cause),
        Optional.of(cause));
  }

  private static Standing unknown(EtcdFailure failure) {
    return new Standing(
        MemberState.UNKNOWN,
        FailureReasons.of(failure.cause()),
        "could not be looked at: " + failure.message(),
        FailureReasons.remedy(failure.cause()),
        Optional.of(failure.cause()));
  }

  /** Such a failure says nothing about the member. */
  private static boolean saysNothing(FailureCause cause) {
    return cause.configuration() || cause == FailureCause.TLS_EXPIRED || cause.ours();
  }
}

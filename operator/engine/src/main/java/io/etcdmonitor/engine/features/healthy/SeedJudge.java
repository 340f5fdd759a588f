package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The endpoints that the user gave, and those that members advertise. Pure. */
final class SeedJudge {
  private SeedJudge() {}

  static List<Finding> judge(RoundFacts facts) {
    List<Finding> findings = new ArrayList<>();
    Map<String, ViewMember> members = new HashMap<>();
    facts
        .members()
        .forEach(m -> m.endpoints().forEach(url -> members.putIfAbsent(url.toString(), m)));
    facts
        .seeds()
        .forEach((url, reply) -> {
          reply
              .value()
              .filter(list -> facts.clusterId().filter(list.clusterId()::equals).isEmpty())
              .map(list ->
                  members.containsKey(url)
                      ? inPlaceOf(facts, members.get(url), url, list)
                      : otherCluster(facts, url, list))
              .ifPresent(findings::add);
          // A member's own address is the member's finding, not the seed's.
          if (facts.trusted().isPresent() && !members.containsKey(url)) {
            reply
                .failure()
                .filter(f -> trouble(f.cause()))
                .ifPresent(f -> findings.add(dead(facts, url, f)));
          }
        });
    facts
        .detours()
        .forEach((id, url) ->
            findings.add(
                facts.refused().contains(id)
                    ? notAsked(facts, id, url)
                    : advertised(facts, id, url)));
    return findings;
  }

  private static boolean trouble(FailureCause cause) {
    return cause != FailureCause.LEARNER
        && cause != FailureCause.PERMISSION_DENIED
        && !cause.ours();
  }

  private static Finding otherCluster(RoundFacts facts, String url, MemberList list) {
    return finding(
            Severity.CRITICAL,
            Reasons.CLUSTER_ID_MISMATCH,
            "endpoint %s belongs to cluster %s, the others to %s"
                .formatted(url, list.clusterId(), facts.clusterId().orElse("none")))
        .member(url)
        .value(list.clusterId())
        .threshold(facts.clusterId().orElse(""))
        .remedy("list endpoints of one cluster only; use one EtcdCluster for each")
        .at(facts.now());
  }

  /** The address is right, and who answers there is not: its clients have other data. */
  private static Finding inPlaceOf(
      RoundFacts facts, ViewMember member, String url, MemberList list) {
    return finding(
            Severity.CRITICAL,
            Reasons.CLUSTER_ID_MISMATCH,
            ("another cluster (%s) answers at %s, the address of member %s of cluster %s: clients"
                    + " that use it read and write other data")
                .formatted(list.clusterId(), url, member.label(), facts.clusterId().orElse("none")))
        .member(member.label())
        .value(list.clusterId())
        .threshold(facts.clusterId().orElse(""))
        .remedy(intruder(member))
        .at(facts.now());
  }

  /** What to do about an etcd that was started anew, or restored by itself, in a member's place. */
  static String intruder(ViewMember member) {
    return ("stop the etcd that answers there, which was started anew or restored by itself; then"
            + " remove %s from the member list, empty its data directory, add it again and start it"
            + " with --initial-cluster-state existing")
        .formatted(member.label());
  }

  private static Finding dead(RoundFacts facts, String url, EtcdFailure failure) {
    return finding(
            Severity.WARNING,
            FailureReasons.of(failure.cause()),
            "endpoint %s does not answer, though the cluster was found through others: %s"
                .formatted(url, failure.message()))
        .kind("EndpointUnreachable")
        .member(url)
        .remedy(FailureReasons.remedy(failure.cause()) + ", or take it from the endpoints")
        .at(facts.now());
  }

  private static Finding advertised(RoundFacts facts, String id, String url) {
    String label = facts.label(id);
    String urls = urls(facts, id);
    boolean own =
        facts.member(id).stream()
            .flatMap(m -> m.endpoints().stream())
            .anyMatch(e -> e.toString().equals(url));
    return finding(
            // One of its URLs leads to it, and clients try each.
            own ? Severity.INFO : Severity.WARNING,
            Reasons.ADVERTISED_URL_UNREACHABLE,
            (own
                    ? "member %s answers on %s, but on other URLs that it advertises another one does: %s"
                    : "member %s answers on %s but not on what it advertises: %s")
                .formatted(label, url, urls))
        .member(label)
        .value(urls)
        .remedy("set its --advertise-client-urls to what clients reach, or add an endpointMap")
        .at(facts.now());
  }

  /** Whether anything answers on what it advertises nobody looked. */
  private static Finding notAsked(RoundFacts facts, String id, String url) {
    String urls = urls(facts, id);
    return finding(
            Severity.INFO,
            Reasons.PLAIN_TEXT_REFUSED,
            "member %s is asked on %s, not on what it advertises, which is plain text: %s"
                .formatted(facts.label(id), url, urls))
        .member(facts.label(id))
        .value(urls)
        .remedy("have etcd advertise https:// URLs: its clients may send passwords there")
        .at(facts.now());
  }

  private static String urls(RoundFacts facts, String id) {
    return facts.member(id).map(m -> String.join(", ", m.advertised())).orElse("its URLs");
  }
}

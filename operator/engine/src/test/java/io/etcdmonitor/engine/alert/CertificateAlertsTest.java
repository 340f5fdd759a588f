package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.finding;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Certificates other than those that members show clients: who hears of their end, and when. */
class CertificateAlertsTest {
  private static final Finding PEER = finding("Certificate:peer", Severity.WARNING, "m1");

  private final World world = new World(new MemoryStore(), "slack");

  @Test
  void eachKindIsAnAlertOfItsOwnThatEndsByItself() {
    membersAreSeen();
    Finding own = finding("Certificate:own", Severity.CRITICAL, "");
    Finding ca = finding("Certificate:ca", Severity.WARNING, "");
    world.peersShown(Verdict.CRITICAL, List.of("m1", "m2"), own, PEER, ca);
    assertThat(open())
        .containsExactlyInAnyOrder(
            RuleIds.PEER_CERTIFICATE_EXPIRING,
            RuleIds.OWN_CERTIFICATE_EXPIRING,
            RuleIds.CA_EXPIRING);
    world.pass(60);
    assertThat(world.channel("slack").kinds()).isNotEmpty();
    world.peersShown(Verdict.WARNING, List.of("m1", "m2"), PEER, ca);
    assertThat(open())
        .containsExactlyInAnyOrder(RuleIds.PEER_CERTIFICATE_EXPIRING, RuleIds.CA_EXPIRING);
    world.pass(60);
    world.peersShown(Verdict.PASSED, List.of("m1", "m2"));
    assertThat(open()).isEmpty();
  }

  /** A peer URL is out of reach for once: nobody has renewed anything. */
  @Test
  void whatAPeerDoesNotShowIsNotRenewed() {
    membersAreSeen();
    world.peersShown(Verdict.WARNING, List.of("m1", "m2"), PEER);
    world.pass(60);
    world.peersShown(Verdict.PASSED, List.of("m2"));
    assertThat(open()).containsExactly(RuleIds.PEER_CERTIFICATE_EXPIRING);
    world.pass(60);
    world.peersShown(Verdict.PASSED, List.of("m1", "m2"));
    assertThat(open()).isEmpty();
  }

  @Test
  void aNewProcessThatDoesNotKnowTheMembersYetEndsNothing() {
    membersAreSeen();
    world.peersShown(Verdict.WARNING, List.of("m1", "m2"), PEER);
    world.restart();
    world.pass(30);
    world.peersShown(Verdict.PASSED, List.of("m2"));
    assertThat(open()).containsExactly(RuleIds.PEER_CERTIFICATE_EXPIRING);
    membersAreSeen();
    world.pass(60);
    assertThat(open()).containsExactly(RuleIds.PEER_CERTIFICATE_EXPIRING);
    world.peersShown(Verdict.PASSED, List.of("m1", "m2"));
    assertThat(open()).isEmpty();
  }

  private void membersAreSeen() {
    world.saw(
        Verdict.PASSED,
        List.of(world.member("m1", MemberState.HEALTHY), world.member("m2", MemberState.HEALTHY)));
  }

  private List<String> open() {
    return world.engine.open(CLUSTER).stream().map(OpenAlert::rule).toList();
  }
}

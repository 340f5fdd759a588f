package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.finding;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An outage that looks otherwise a while later is still the same outage. */
class OutageTest {
  private static final Finding NO_LEADER = finding(Reasons.NO_LEADER, Severity.CRITICAL, "");

  private final World world = new World(new MemoryStore(), "slack", "pager");

  @Test
  void aLostQuorumIsNotOverWhileThereIsNoLeader() {
    world.healthy(quorumLost());
    world.repeat(30, quorumLost());
    assertThat(world.channel("slack").kinds()).containsExactly("FIRING");

    world.repeat(300, NO_LEADER, down("m1"));
    assertThat(world.channel("slack").kinds()).as("one outage, one page").containsExactly("FIRING");
    assertThat(world.engine.open(CLUSTER))
        .filteredOn(a -> a.rule().equals(RuleIds.QUORUM_LOST))
        .hasSize(1)
        .noneMatch(OpenAlert::stale);

    world.repeat(30);
    assertThat(world.channel("slack").kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void aLostQuorumIsNotOverWhileWhoIsBackDoesNotServe() {
    world.healthy(quorumLost());
    world.repeat(30, quorumLost());
    world.repeat(300, finding(Reasons.NOT_SERVING, Severity.CRITICAL, ""));
    assertThat(world.channel("slack").kinds()).as("one outage, one page").containsExactly("FIRING");

    world.repeat(30);
    assertThat(world.channel("slack").kinds()).containsExactly("FIRING", "RESOLVED");
  }

  /** Members go down while nobody leads, and come back. */
  @ParameterizedTest
  @ValueSource(strings = {Reasons.NO_LEADER, Reasons.NOT_SERVING})
  void whatWasToldIsNotOverBecauseQuorumIsLostToo(String reason) {
    Finding first = finding(reason, Severity.CRITICAL, "");
    world.healthy(first);
    world.repeat(60, first);
    assertThat(world.channel("slack").kinds()).containsExactly("FIRING");
    String told = world.channel("slack").messages.get(0).episodes().get(0).rule();

    world.repeat(60, quorumLost());
    world.repeat(300, first);
    world.repeat(300, quorumLost());
    assertThat(over()).as("nothing is, and nothing is told to be").isEmpty();
    assertThat(open()).contains(told, RuleIds.QUORUM_LOST);

    world.repeat(30);
    assertThat(open()).isEmpty();
    assertThat(over()).containsExactlyInAnyOrder(told, RuleIds.QUORUM_LOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {Reasons.NO_LEADER, Reasons.NOT_SERVING})
  void aLostQuorumOpensNothingElse(String reason) {
    Finding first = finding(reason, Severity.CRITICAL, "");
    world.healthy(first);
    world.repeat(10, first);
    world.repeat(120, quorumLost());
    assertThat(open()).containsExactly(RuleIds.QUORUM_LOST);
  }

  private List<String> open() {
    return world.engine.open(CLUSTER).stream().map(OpenAlert::rule).toList();
  }

  private List<String> over() {
    return world.channel("slack").messages.stream()
        .flatMap(message -> message.episodes().stream())
        .filter(episode -> episode.status() == Status.RESOLVED)
        .map(AlertMessage.Episode::rule)
        .toList();
  }

  @Test
  void noLeaderAloneIsNoLostQuorum() {
    world.healthy(NO_LEADER);
    world.repeat(60, NO_LEADER);
    assertThat(open()).contains(RuleIds.NO_LEADER).doesNotContain(RuleIds.QUORUM_LOST);
  }

  @Test
  void aQuorumThatWasThereAgainIsNotLostByTheNextElection() {
    world.healthy(quorumLost());
    world.repeat(30, quorumLost());
    world.repeat(30);
    world.repeat(60, NO_LEADER);
    assertThat(open()).doesNotContain(RuleIds.QUORUM_LOST);
  }
}

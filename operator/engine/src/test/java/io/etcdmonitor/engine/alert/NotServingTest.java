package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.finding;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members that answer and do not serve are no lost quorum, and may serve again in a moment. */
class NotServingTest {
  private static final Finding NOT_SERVING = finding(Reasons.NOT_SERVING, Severity.CRITICAL, "");
  private static final Finding NO_LEADER = finding(Reasons.NO_LEADER, Severity.CRITICAL, "");

  private final World world = new World(new MemoryStore(), "slack");
  private final World.FakeChannel slack = world.channel("slack");

  @Test
  void aStallThatIsOverWithTheNextLookCallsNobody() {
    world.healthy(NOT_SERVING);
    world.pass(29);
    assertThat(world.engine.open(CLUSTER)).isEmpty();
    world.healthy();
    world.pass(600);
    assertThat(slack.messages).isEmpty();
  }

  @Test
  void aStallThatStaysIsToldInWordsThatAreTrueOfIt() {
    world.healthy(NOT_SERVING);
    world.repeat(60, NOT_SERVING);
    assertThat(told()).containsExactly(RuleIds.NOT_SERVING);
    assertThat(slack.messages.get(0).episodes().get(0).summary())
        .isEqualTo("prod/main: members answer, but too few serve");
  }

  @Test
  void goingToAndFroBetweenTheTwoIsToldToo() {
    for (int i = 0; i < 3; i++) {
      world.healthy(NOT_SERVING);
      world.pass(20);
      world.healthy(NO_LEADER);
      world.pass(20);
    }
    assertThat(told()).containsExactly(RuleIds.NOT_SERVING);
  }

  @Test
  void aMissingLeaderIsToldOnceAndByItsName() {
    world.healthy(NO_LEADER);
    world.repeat(90, NO_LEADER);
    assertThat(told()).containsExactly(RuleIds.NO_LEADER);
  }

  @Test
  void whatFollowsFromItIsNotTold() {
    world.healthy(NOT_SERVING, down("m1"));
    world.repeat(180, NOT_SERVING, down("m1"));
    assertThat(told()).containsExactly(RuleIds.NOT_SERVING);
  }

  @Test
  void aMajorityThatIsGoneWaitsForNothing() {
    world.healthy(quorumLost());
    world.pass(10);
    assertThat(told()).containsExactly(RuleIds.QUORUM_LOST);
  }

  private List<String> told() {
    return slack.messages.stream()
        .flatMap(message -> message.episodes().stream())
        .map(episode -> episode.rule())
        .distinct()
        .toList();
  }
}

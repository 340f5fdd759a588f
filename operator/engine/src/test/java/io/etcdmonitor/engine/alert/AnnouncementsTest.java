package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.ChangeNotice;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Timing;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.transition.TransitionType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people did to a cluster is shown beside its incidents. */
class AnnouncementsTest {
  private static final ClusterKey OTHER = new ClusterKey("test", "scratch");
  private final World world = new World(new MemoryStore(), "pager", "other");
  private final World.FakeChannel pager = world.channel("pager");
  private final World.FakeChannel other = world.channel("other");

  @Test
  void anUpgradeIsShownToWhoAskedForIt() {
    pager.announces = true;
    pager.deadline = Duration.ofMinutes(4);
    upgrade(CLUSTER);
    assertThat(pager.deadlines).containsExactly(Duration.ofMinutes(4));
    assertThat(pager.changes)
        .singleElement()
        .satisfies(notice -> {
          assertThat(notice.summary()).isEqualTo("prod/main: member m1 runs etcd 3.6.1");
          assertThat(notice.cluster()).isEqualTo(CLUSTER);
          assertThat(notice.details())
              .containsEntry("change", "VersionChanged")
              .containsEntry("member", "m1");
        });
    assertThat(pager.messages).as("it calls nobody").isEmpty();
    assertThat(world.engine.history(CLUSTER, 10))
        .extracting(HistoryEntry::detail)
        .anyMatch(detail -> detail.startsWith("change event (prod/main: member m1"));
  }

  @Test
  void whoDidNotAskAndWhatIsTroubleIsLeftOut() {
    upgrade(CLUSTER);
    pager.announces = true;
    world.happened(CLUSTER, TransitionType.LEADER_CHANGED, "m1", "m1 leads");
    world.happened(CLUSTER, TransitionType.MEMBER_UNREACHABLE, "m1", "m1 does not answer");
    assertThat(pager.changes).isEmpty();
  }

  @Test
  void itGoesWhereAlertsOfTheClusterMayGo() {
    pager.announces = true;
    other.announces = true;
    world.configure(
        new AlertConfig(
            world.config.rules(),
            List.of(
                route("calls", List.of("pager"), "namespace=prod", "severity=critical"),
                route("rest", List.of("other"))),
            List.of(),
            Inhibition.DEFAULTS,
            Optional.empty(),
            Set.of(),
            ""));
    upgrade(CLUSTER);
    upgrade(OTHER);
    assertThat(pager.changes).extracting(ChangeNotice::cluster).containsExactly(CLUSTER);
    assertThat(other.changes).extracting(ChangeNotice::cluster).containsExactly(CLUSTER, OTHER);
  }

  @Test
  void alertsGoFirstAndAFailingReceiverIsTriedForAnHour() {
    pager.announces = true;
    pager.next = new Delivery(Delivery.Outcome.RETRY, "503", "away", Optional.empty());
    upgrade(CLUSTER);
    world.healthy(quorumLost());
    world.repeat(600, quorumLost());
    pager.next = Delivery.sent("202");
    world.repeat(600, quorumLost());
    assertThat(pager.kinds()).containsExactly("FIRING");
    assertThat(pager.changes).hasSize(1);

    pager.next = new Delivery(Delivery.Outcome.RETRY, "503", "away", Optional.empty());
    upgrade(CLUSTER);
    world.repeat(3_900, quorumLost());
    pager.next = Delivery.sent("202");
    world.repeat(600, quorumLost());
    assertThat(pager.changes).as("the second one is given up").hasSize(1);
  }

  private void upgrade(ClusterKey cluster) {
    world.happened(cluster, TransitionType.VERSION_CHANGED, "m1", "member m1 runs etcd 3.6.1");
  }

  private static Route route(String name, List<String> channels, String... matchers) {
    return new Route(
        name,
        List.of(matchers).stream().map(Matcher::parse).toList(),
        channels,
        Optional.empty(),
        List.of(),
        Timing.DEFAULTS,
        Optional.empty(),
        false);
  }
}

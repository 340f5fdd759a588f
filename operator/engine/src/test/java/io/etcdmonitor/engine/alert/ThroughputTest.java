package io.etcdmonitor.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ten thousand open alerts, and a thousand changes at once: counted, not timed. */
class ThroughputTest {
  private static final int CLUSTERS = 1_000;
  private static final int MEMBERS = 10;
  private static final int BURST = 1_000;

  private final World world = new World(new MemoryStore(), "slack");
  private final Map<Change, Integer> counts = new EnumMap<>(Change.class);

  @Test
  void noneIsLostAndTheHubNeverWaits() {
    world.engine.addListener((alert, change) -> {
      // Hours pass before anything is looked at: that data was missing is not what counts here.
      if (!alert.identity().rule().equals(RuleIds.DATA_MISSING)) {
        counts.merge(change, 1, Integer::sum);
      }
    });
    open();
    assertThat(counts).containsEntry(Change.FIRED, CLUSTERS * MEMBERS);
    // A burst on one cluster, put without anybody taking it out: putting never waits.
    ClusterKey busy = new ClusterKey("burst", "one");
    for (int i = 0; i < Inbox.PER_CLUSTER; i++) {
      world.clock.advance(Duration.ofMillis(1));
      put(busy, i % 2 == 0);
    }
    // And a thousand more, spread over the fleet.
    for (int i = 0; i < BURST; i++) {
      world.clock.advance(Duration.ofMillis(1));
      world.result(new ClusterKey("prod", "c" + i), "healthy", Verdict.PASSED);
    }
    counts.clear();
    world.engine.step();
    assertThat(counts.get(Change.RESOLVED)).isEqualTo(BURST * MEMBERS + Inbox.PER_CLUSTER / 2);
    assertThat(counts.get(Change.FIRED)).isEqualTo(1);
    assertThat(counts.get(Change.REOPENED)).isEqualTo(Inbox.PER_CLUSTER / 2 - 1);
    assertThat(world.engine.stats().coalesced()).isZero();
  }

  @Test
  void beyondTheBoundTheNewestIsKept() {
    ClusterKey busy = new ClusterKey("burst", "one");
    for (int i = 0; i <= 10 * Inbox.PER_CLUSTER; i++) {
      world.clock.advance(Duration.ofMillis(1));
      put(busy, i % 2 == 0);
    }
    world.engine.step();
    assertThat(world.engine.stats().coalesced()).isEqualTo(9 * Inbox.PER_CLUSTER + 1);
    assertThat(world.engine.open(busy)).hasSize(1);
  }

  private void open() {
    for (int i = 0; i < CLUSTERS; i++) {
      List<Finding> findings = new ArrayList<>();
      for (int m = 0; m < MEMBERS; m++) {
        findings.add(World.down("m" + m));
      }
      for (int minute = 0; minute < 2; minute++) {
        world.result(
            new ClusterKey("prod", "c" + i),
            "healthy",
            Verdict.WARNING,
            findings.toArray(Finding[]::new));
        world.clock.advance(Duration.ofSeconds(minute == 0 ? 60 : 0));
      }
    }
    world.engine.step();
  }

  private void put(ClusterKey cluster, boolean lost) {
    if (lost) {
      world.result(cluster, "healthy", Verdict.CRITICAL, World.quorumLost());
    } else {
      world.result(cluster, "healthy", Verdict.PASSED);
    }
  }
}

package io.etcdmonitor.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final World world = new World(new MemoryStore(), "slack", "watchdog");
  private final World.FakeChannel watchdog = world.channel("watchdog");

  @BeforeEach
  void configure() {
    configure(Duration.ofMinutes(1));
  }

  private void configure(Duration interval) {
    world.configure(
        new AlertConfig(
            BuiltInRules.all(),
            List.of(Route.all("r", List.of("slack"))),
            List.of(),
            Inhibition.DEFAULTS,
            Optional.of("slack"),
            Set.of(),
            "",
            Optional.of(new AlertConfig.Heartbeat("watchdog", interval))));
  }

  @Test
  void itBeatsWhileClustersAreLookedAt() {
    world.repeat(300);
    assertThat(watchdog.kinds()).hasSize(5).containsOnly("HEARTBEAT");
    AlertMessage beat = watchdog.messages.get(4);
    assertThat(beat.episodes().get(0).startedAt()).isEqualTo(watchdog.messages.get(0).time());
    assertThat(world.channel("slack").messages).isEmpty();
  }

  /** What waits for it expects the new interval from now on. */
  @Test
  void aShorterIntervalCountsAtOnce() {
    configure(Duration.ofHours(1));
    world.repeat(120);
    assertThat(watchdog.messages).hasSize(1);
    configure(Duration.ofMinutes(1));
    world.repeat(120);
    assertThat(watchdog.messages).hasSizeBetween(3, 4);
  }

  @Test
  void itIsSilentBeforeAnythingWasSeen() {
    world.pass(600);
    assertThat(watchdog.messages).isEmpty();
  }

  @Test
  void itStopsWhenNothingCertainIsLearnedAndGoesOnAfterwards() {
    world.repeat(60);
    int before = watchdog.messages.size();
    for (int i = 0; i < 20; i++) {
      world.clock.advance(Duration.ofSeconds(30));
      world.unknown();
    }
    assertThat(watchdog.messages).hasSizeBetween(before, before + 2);
    int during = watchdog.messages.size();
    world.repeat(120);
    assertThat(watchdog.messages).hasSizeGreaterThan(during);
  }

  /** Such as that nobody has certificates, which is certain also of a cluster that is not seen. */
  @Test
  void itDoesNotBeatForWhatOtherFeaturesTell() {
    world.repeat(60);
    for (int i = 0; i < 20; i++) {
      world.clock.advance(Duration.ofSeconds(30));
      world.result(World.CLUSTER, "certificate", Verdict.PASSED);
      world.unknown();
    }
    assertThat(watchdog.messages).hasSizeLessThan(5);
  }

  @Test
  void itStopsWhenRulesAreNotEvaluated() {
    world.repeat(60);
    int before = watchdog.messages.size();
    world.clock.advance(Duration.ofSeconds(90));
    assertThat(world.engine.deliver("watchdog")).isFalse();
    assertThat(watchdog.messages).hasSize(before);
  }

  @Test
  void itStopsWhenTheEvaluationFails() {
    world.repeat(60);
    int before = watchdog.messages.size();
    world.engine.settings(key -> {
      throw new IllegalStateException("a defect");
    });
    for (int i = 0; i < 3; i++) {
      world.clock.advance(Duration.ofSeconds(30));
      assertThatThrownBy(world.engine::step).hasMessage("a defect");
      var unused = world.engine.deliver("watchdog");
    }
    assertThat(watchdog.messages).hasSize(before);
  }

  @Test
  void whoDoesNotLeadDoesNotBeat() {
    world.active = false;
    world.repeat(300);
    assertThat(watchdog.messages).isEmpty();
  }

  @Test
  void aReceiverThatRefusesItIsAnAlert() {
    watchdog.next = new Delivery(Delivery.Outcome.MISCONFIGURED, "404", "no", Optional.empty());
    world.repeat(120);
    assertThat(world.engine.open(OwnAlerts.ITSELF))
        .extracting(OpenAlert::rule)
        .containsExactly(RuleIds.CHANNEL_FAILING);
    watchdog.next = Delivery.sent("200");
    world.repeat(120);
    assertThat(world.engine.open(OwnAlerts.ITSELF)).isEmpty();
  }
}

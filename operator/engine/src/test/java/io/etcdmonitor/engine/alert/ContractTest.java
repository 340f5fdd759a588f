package io.etcdmonitor.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.state.Timing;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of a cluster: trouble comes and goes and grows worse, data goes missing, people take
 * alerts and let them go, silence and end silences, pause, reload and restart, channels fail.
 * Whatever happens, the contract holds. A failure names the seed.
 */
class ContractTest {
  private static final int LIVES = 60;
  private static final int STEPS = 60;

  /** What one channel has heard, replayed as a person would understand it. */
  private static final class Hearer {
    final Map<String, Status> believes = new HashMap<>();
    final Map<String, Instant> lastFiring = new HashMap<>();
    final Map<String, String> fingerprints = new HashMap<>();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whoeverWasToldFiringIsToldResolvedAndNothingIsSentTwice(long block) {
    for (int i = 0; i < LIVES; i++) {
      long seed = block * 100_000 + i;
      live(seed);
    }
  }

  private static void live(long seed) {
    Random random = new Random(seed);
    World world = new World(new MemoryStore(), "slack", "pager", "mail");
    world.configure(config());
    List<Finding> trouble = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      act(random, world, trouble, step);
    }
    quiet(world);
    world.channels.values().forEach(channel -> check(seed, world, channel));
    assertThat(world.engine.open(World.CLUSTER)).as("seed %d: open at the end", seed).isEmpty();
    nothingIsLost(seed, world);
  }

  private static void act(Random random, World world, List<Finding> trouble, int step) {
    world.clock.advance(Duration.ofSeconds(1 + random.nextInt(90)));
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> toggle(trouble, random);
      case 3 -> world.unknown();
      case 4 -> world.pass(random.nextInt(900));
      case 5 -> take(random, world);
      case 6 -> silence(random, world, step);
      case 7 -> world.restart();
      case 8 -> {
        World.FakeChannel channel =
            List.copyOf(world.channels.values()).get(random.nextInt(world.channels.size()));
        channel.next = outcome(random);
      }
      case 9 -> world.clock.advance(Duration.ofMinutes(random.nextInt(90)));
      case 10 -> letGo(random, world);
      case 11 -> endSilence(random, world);
      case 12 -> world.configure(world.config);
      case 13 -> pause(random, world);
      default -> {}
    }
    if (random.nextInt(5) > 0) {
      world.healthy(trouble.toArray(Finding[]::new));
    }
  }

  private static void toggle(List<Finding> trouble, Random random) {
    Finding finding =
        switch (random.nextInt(6)) {
          case 0 -> World.quorumLost();
          case 1 -> World.down("m1");
          case 2 -> World.down("m2");
          case 3 -> World.finding("Odd", Severity.WARNING, "");
          case 4 -> World.finding("Worse", Severity.CRITICAL, "");
          default -> World.finding("MultipleLeaders", Severity.CRITICAL, "");
        };
    if (!trouble.removeIf(f -> f.id().equals(finding.id()))) {
      trouble.add(finding);
    }
  }

  private static void take(Random random, World world) {
    List<OpenAlert> open = world.engine.open(World.CLUSTER);
    if (!open.isEmpty()) {
      world.engine.acknowledge(
          open.get(random.nextInt(open.size())).fingerprint(),
          "ann",
          "",
          Optional.of(Duration.ofMinutes(1 + random.nextInt(120))));
    }
  }

  private static void letGo(Random random, World world) {
    List<OpenAlert> taken =
        world.engine.open(World.CLUSTER).stream()
            .filter(a -> a.acknowledgedBy().isPresent())
            .toList();
    if (!taken.isEmpty()) {
      world.engine.unacknowledge(taken.get(random.nextInt(taken.size())).fingerprint(), "bob");
    }
  }

  private static void endSilence(Random random, World world) {
    List<Silence> active =
        world.engine.silences().stream().filter(s -> s.active(world.clock.instant())).toList();
    if (!active.isEmpty()) {
      world.engine.endSilence(active.get(random.nextInt(active.size())).id(), "bob");
    }
  }

  private static void pause(Random random, World world) {
    world.fates.put(
        World.CLUSTER, random.nextBoolean() ? Surroundings.Fate.PAUSED : Surroundings.Fate.UNKNOWN);
    world.pass(1 + random.nextInt(90));
    world.fates.remove(World.CLUSTER);
  }

  private static void silence(Random random, World world, int step) {
    Instant now = world.clock.instant();
    String matcher = random.nextBoolean() ? "severity=critical" : "rule=EtcdMemberDown";
    world.engine.silence(
        new Silence(
            "s" + step,
            List.of(Matcher.parse(matcher)),
            now,
            now.plusSeconds(60 + random.nextInt(3_600)),
            "ann",
            "work"));
  }

  private static Delivery outcome(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Delivery(Delivery.Outcome.RETRY, "503", "busy", Optional.empty());
      case 1 -> new Delivery(Delivery.Outcome.REJECTED, "400", "no", Optional.empty());
      case 2 -> new Delivery(Delivery.Outcome.MISCONFIGURED, "401", "who", Optional.empty());
      default -> Delivery.sent("200");
    };
  }

  /** All is well, and stays so until every clock has run out. */
  private static void quiet(World world) {
    world.channels.values().forEach(channel -> channel.next = Delivery.sent("200"));
    for (int i = 0; i < 16; i++) {
      world.clock.advance(Duration.ofMinutes(30));
      world.healthy();
    }
  }

  private static void check(long seed, World world, World.FakeChannel channel) {
    Hearer hearer = new Hearer();
    for (AlertMessage message : channel.messages) {
      for (Episode episode : message.episodes()) {
        hear(seed, hearer, channel, message, episode);
      }
    }
    // A channel that failed and was not needed since is still said to fail.
    Set<String> own =
        world.engine.open(OwnAlerts.ITSELF).stream()
            .map(OpenAlert::fingerprint)
            .collect(Collectors.toSet());
    hearer.believes.keySet().removeIf(id -> own.contains(hearer.fingerprints.get(id)));
    hearer.believes.forEach((episode, status) ->
        assertThat(status)
            .as(() ->
                "seed %d: %s was told that %s fires, and not that it is over:%n%s"
                    .formatted(seed, channel.name, episode, story(world, episode)))
            .isEqualTo(Status.RESOLVED));
    assertThat(channel.messages)
        .as("seed %d: %s heard one message twice", seed, channel.name)
        .extracting(AlertMessage::idempotencyKey)
        .doesNotHaveDuplicates();
  }

  private static void hear(
      long seed, Hearer hearer, World.FakeChannel channel, AlertMessage message, Episode episode) {
    hearer.fingerprints.put(episode.id(), episode.fingerprint());
    Status before = hearer.believes.put(episode.id(), episode.status());
    String what = "seed %d: %s %s".formatted(seed, channel.name, message.kind());
    if (episode.status() == Status.RESOLVED) {
      // What was tried may have arrived, so resolved is sent after it too.
      assertThat(channel.attempts)
          .as("%s: resolved only after firing", what)
          .anyMatch(m -> m.episodes().stream().anyMatch(e -> firing(e, episode)));
      return;
    }
    boolean reason =
        Set.of(Kind.REPEAT, Kind.ESCALATION, Kind.SEVERITY_RAISED, Kind.FLAPPING)
            .contains(message.kind());
    Instant last = hearer.lastFiring.put(episode.fingerprint(), message.time());
    if (before != Status.FIRING && last != null && !reason) {
      assertThat(Duration.between(last, message.time()))
          .as("%s: a second firing within the window", what)
          .isGreaterThanOrEqualTo(Duration.ofMinutes(5));
    }
    if (message.kind() == Kind.REPEAT && last != null) {
      assertThat(Duration.between(last, message.time()))
          .as("%s: repeated too soon", what)
          .isGreaterThanOrEqualTo(Duration.ofHours(1));
    }
  }

  private static String story(World world, String episode) {
    return Stream.of(World.CLUSTER, OwnAlerts.ITSELF)
        .flatMap(cluster -> world.engine.history(cluster, 10_000).stream())
        .filter(e -> e.episode().equals(episode))
        .map(e -> "%s %s %s %s %s".formatted(e.time(), e.rule(), e.what(), e.channel(), e.detail()))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static boolean firing(Episode candidate, Episode episode) {
    return candidate.id().equals(episode.id()) && candidate.status() == Status.FIRING;
  }

  /** Each episode was told to somebody, or it is written why not. */
  private static void nothingIsLost(long seed, World world) {
    List<HistoryEntry> history = world.engine.history(World.CLUSTER, 10_000);
    Map<String, Set<String>> byEpisode = new HashMap<>();
    history.forEach(e ->
        byEpisode.merge(
            e.episode(),
            Set.of(e.what()),
            (a, b) -> {
              Set<String> both = new HashSet<>(a);
              both.addAll(b);
              return both;
            }));
    byEpisode.forEach((episode, whats) -> {
      if (whats.contains("FIRED")) {
        assertThat(whats)
            .as("seed %d: episode %s left no trace of what became of it", seed, episode)
            .containsAnyOf("SENT", "NOT_SENT", "SUPERSEDED", "DEAD", "RESOLVED");
      }
    });
  }

  private static AlertConfig config() {
    EscalationPolicy policy =
        new EscalationPolicy(
            "up",
            List.of(
                new EscalationPolicy.Step(
                    Duration.ofMinutes(5), List.of("pager"), Severity.CRITICAL)),
            0,
            1);
    return new AlertConfig(
        BuiltInRules.all(),
        List.of(
            new Route(
                "all",
                List.of(),
                List.of("slack"),
                Optional.of("up"),
                List.of(),
                Timing.DEFAULTS,
                Optional.empty(),
                false)),
        List.of(policy),
        Inhibition.DEFAULTS,
        Optional.of("mail"),
        Set.of(),
        "");
  }
}

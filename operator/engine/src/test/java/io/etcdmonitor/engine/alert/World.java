package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChangeAnnouncer;
import io.etcdmonitor.engine.alert.channel.ChangeNotice;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberRole;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.testing.ManualClock;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/** An alert engine without threads, channels that remember, and a clock that tests move. */
final class World {
  static final ClusterKey CLUSTER = new ClusterKey("prod", "main");

  /** Remembers what it was given; may be told to fail. */
  static final class FakeChannel implements AlertChannel, ChangeAnnouncer {
    final String name;
    final List<ChangeNotice> changes = new ArrayList<>();
    boolean announces;
    boolean keepsApart;
    final List<AlertMessage> messages = new ArrayList<>();
    final List<AlertMessage> attempts = new ArrayList<>();
    final List<Optional<String>> memories = new ArrayList<>();
    final List<Optional<String>> halves = new ArrayList<>();

    /** The episodes of each attempt of which something was remembered. */
    final List<Set<String>> remembered = new ArrayList<>();

    Delivery next = Delivery.sent("200");

    /** What happens while a message is under way. */
    Runnable meanwhile = () -> {};

    Optional<Duration> repost = Optional.empty();
    Duration deadline = DEADLINE;

    /** Of each attempt, and of each change event. */
    final List<Duration> deadlines = new ArrayList<>();

    FakeChannel(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
      attempts.add(message);
      deadlines.add(deadline);
      Set<String> known = new HashSet<>();
      for (AlertMessage.Episode episode : message.episodes()) {
        memory
            .get(ChannelMemory.of(episode.id(), "seen"))
            .ifPresent(seen -> known.add(episode.id()));
        memory.put(ChannelMemory.of(episode.id(), "seen"), "yes");
      }
      remembered.add(known);
      meanwhile.run();
      if (next.outcome() == Delivery.Outcome.SENT) {
        messages.add(message);
        memories.add(memory.get(ChannelMemory.THREAD));
        memory.put(ChannelMemory.THREAD, message.idempotencyKey());
      } else {
        memory.put("half", message.idempotencyKey());
      }
      halves.add(memory.get("half"));
      return next;
    }

    @Override
    public boolean announces() {
      return announces;
    }

    @Override
    public Delivery announce(ChangeNotice notice, Duration deadline) {
      deadlines.add(deadline);
      if (next.outcome() == Delivery.Outcome.SENT) {
        changes.add(notice);
      }
      return next;
    }

    @Override
    public Duration deadline() {
      return deadline;
    }

    @Override
    public boolean keepsEpisodesApart() {
      return keepsApart;
    }

    @Override
    public String render(AlertMessage message) {
      return message.title();
    }

    @Override
    public int messagesPerMinute() {
      return 6_000;
    }

    @Override
    public Optional<Duration> repostInterval() {
      return repost;
    }

    List<String> kinds() {
      return messages.stream().map(m -> m.kind().name()).toList();
    }
  }

  final ManualClock clock = new ManualClock();

  /** What the engine and the results go by. */
  Clock time = clock;

  final Map<String, FakeChannel> channels = new LinkedHashMap<>();
  final Map<ClusterKey, Surroundings.Fate> fates = new HashMap<>();
  final Map<ClusterKey, String> blocked = new HashMap<>();
  final Map<ClusterKey, ClusterAlerts> settings = new HashMap<>();
  final AlertStore store;
  boolean active = true;
  boolean configured = true;
  AlertConfig config;
  AlertEngine engine;

  World(AlertStore store, String... names) {
    this.store = store;
    for (String name : names) {
      channels.put(name, new FakeChannel(name));
    }
    config = AlertConfig.standard(List.of(names[0]));
    restart();
  }

  /** As a new process on what the old one has stored. */
  void restart() {
    Surroundings surroundings =
        new Surroundings() {
          @Override
          public boolean active() {
            return active && configured;
          }

          @Override
          public boolean configured() {
            return configured;
          }

          @Override
          public Fate fate(ClusterKey cluster) {
            return fates.getOrDefault(cluster, Fate.WATCHED);
          }

          @Override
          public Map<ClusterKey, String> blocked() {
            return blocked;
          }
        };
    engine = new AlertEngine(store, History.inMemory(), config, surroundings, time, new Random(7));
    engine.settings(key -> settings.getOrDefault(key, ClusterAlerts.DEFAULTS));
    configure(config);
  }

  void configure(AlertConfig next) {
    config = next;
    engine.configure(next, new HashMap<>(channels));
  }

  FakeChannel channel(String name) {
    return channels.get(name);
  }

  /** A run of a feature with findings. */
  void result(ClusterKey cluster, String feature, Verdict verdict, Finding... findings) {
    result(cluster, feature, verdict, List.of(), findings);
  }

  private void result(
      ClusterKey cluster,
      String feature,
      Verdict verdict,
      List<Transition> transitions,
      Finding... findings) {
    result(cluster, feature, verdict, transitions, Optional.empty(), List.of(), findings);
  }

  /** A run of a feature that measured something of these members. */
  void measured(
      String feature, Verdict verdict, String name, List<String> members, Finding... findings) {
    List<Measurement> all = members.stream().map(m -> Measurement.ofMember(name, m, 0)).toList();
    result(CLUSTER, feature, verdict, List.of(), Optional.empty(), all, findings);
    settle();
  }

  /** A run of {@code certificate} to which these members showed what they show their peers. */
  void peersShown(Verdict verdict, List<String> members, Finding... findings) {
    List<Measurement> all =
        members.stream()
            .map(m -> new Measurement(MeasurementNames.CERTIFICATE_NOT_AFTER, m, "peer", 4e9))
            .toList();
    result(CLUSTER, "certificate", verdict, List.of(), Optional.empty(), all, findings);
    settle();
  }

  /** A run of {@code healthy} that saw these members, in the words of the findings. */
  void saw(Verdict verdict, List<MemberObservation> members, Finding... findings) {
    ClusterObservation seen =
        new ClusterObservation(
            time.instant(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new ClusterObservation.LeaderChanges(0, 0, Optional.empty()),
            members,
            ClusterObservation.Quorum.of(members.size(), 0),
            new ClusterObservation.Database(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.empty()));
    result(CLUSTER, "healthy", verdict, List.of(), Optional.of(seen), List.of(), findings);
    settle();
  }

  MemberObservation member(String name, MemberState state) {
    return new MemberObservation(
        name,
        name,
        List.of(),
        true,
        MemberRole.FOLLOWER,
        state,
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        time.instant(),
        state.toString(),
        "");
  }

  static InspectionKey inspection(String feature) {
    return new InspectionKey(CLUSTER, CLUSTER.name() + "-" + feature);
  }

  private void result(
      ClusterKey cluster,
      String feature,
      Verdict verdict,
      List<Transition> transitions,
      Optional<ClusterObservation> observation,
      List<Measurement> measurements,
      Finding... findings) {
    engine.onResult(
        change(
            cluster,
            feature,
            verdict,
            transitions,
            observation,
            measurements,
            time.instant(),
            findings));
  }

  static ResultChange change(
      ClusterKey cluster,
      String feature,
      Verdict verdict,
      List<Transition> transitions,
      Optional<ClusterObservation> observation,
      List<Measurement> measurements,
      Instant time,
      Finding... findings) {
    InspectionSpec spec =
        new InspectionSpec(
            new InspectionKey(cluster, cluster.name() + "-" + feature),
            feature,
            Optional.of(Duration.ofSeconds(30)),
            Duration.ofSeconds(10),
            Map.of(),
            true);
    InspectionResult result =
        new InspectionResult(
            spec.key(),
            feature,
            verdict,
            findings.length > 0 ? findings[0].reason() : "AsExpected",
            findings.length > 0 ? findings[0].message() : "fine",
            List.of(findings),
            measurements,
            observation,
            time,
            Duration.ofMillis(5));
    return new ResultChange(spec, result, Optional.empty(), true, transitions);
  }

  /** The cluster was looked at, and this had happened to it. */
  void happened(ClusterKey cluster, TransitionType type, String member, String message) {
    result(
        cluster,
        "healthy",
        Verdict.PASSED,
        List.of(
            new Transition(
                cluster,
                new InspectionKey(cluster, cluster.name() + "-healthy"),
                type,
                false,
                member,
                "",
                message)));
    settle();
  }

  void healthy(Finding... findings) {
    Verdict verdict = Verdict.PASSED;
    for (Finding finding : findings) {
      verdict =
          finding.severity() == Severity.CRITICAL || verdict == Verdict.CRITICAL
              ? Verdict.CRITICAL
              : Verdict.WARNING;
    }
    result(CLUSTER, "healthy", verdict, findings);
    settle();
  }

  void unknown() {
    result(CLUSTER, "healthy", Verdict.UNKNOWN);
    settle();
  }

  /** Time passes while capacity says the same every half minute. */
  void capacity(int seconds, Verdict verdict, Finding... findings) {
    for (int i = 0; i < seconds; i += 30) {
      result(CLUSTER, "capacity", verdict, findings);
      settle();
      pass(30);
    }
  }

  static Finding finding(String kind, Severity severity, String member) {
    String id = member.isEmpty() ? kind : kind + "/" + member;
    Instant time = Instant.EPOCH;
    return new Finding(
        id, severity, member, kind, kind + " of " + member, "1", "2", "mend it", time, time);
  }

  static Finding down(String member) {
    return finding("MemberUnreachable", Severity.WARNING, member);
  }

  static Finding quorumLost() {
    return finding("QuorumLost", Severity.CRITICAL, "");
  }

  /** Evaluates and delivers until nothing is due. */
  void settle() {
    engine.step();
    boolean more = true;
    while (more) {
      more = false;
      for (String name : channels.keySet()) {
        more |= engine.deliver(name);
      }
      engine.step();
    }
  }

  void pass(long seconds) {
    clock.advance(Duration.ofSeconds(seconds));
    settle();
  }

  /** Time passes while healthy says the same every half minute. */
  void repeat(long seconds, Finding... findings) {
    for (long done = 0; done < seconds; done += 30) {
      clock.advance(Duration.ofSeconds(Math.min(30, seconds - done)));
      healthy(findings);
    }
  }
}

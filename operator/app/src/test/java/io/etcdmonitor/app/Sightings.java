package io.etcdmonitor.app;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.ClusterObservation.Database;
import io.etcdmonitor.engine.model.ClusterObservation.Leader;
import io.etcdmonitor.engine.model.ClusterObservation.LeaderChanges;
import io.etcdmonitor.engine.model.ClusterObservation.Quorum;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberRole;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Things that tests let an engine see. */
public final class Sightings {
  public static final Duration INTERVAL = Duration.ofSeconds(30);
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Sightings() {}

  public static ClusterKey key(String name) {
    return new ClusterKey("team-a", name);
  }

  public static WatchedCluster cluster(ClusterKey key) {
    return new WatchedCluster(
        key,
        "",
        ConnectionSpec.plain(List.of(Endpoint.parse("a:2379"))),
        Thresholds.DEFAULTS,
        Expected.NOTHING,
        MetricsAccess.DEFAULT);
  }

  public static InspectionSpec spec(ClusterKey cluster, String feature) {
    return new InspectionSpec(
        new InspectionKey(cluster, cluster.name() + "-" + feature),
        feature,
        Optional.of(INTERVAL),
        TIMEOUT,
        Map.of(),
        true);
  }

  /** All serve, the first leads. */
  public static InspectionResult healthy(ClusterKey cluster, Instant time, String... names) {
    List<MemberObservation> members =
        IntStream.range(0, names.length)
            .mapToObj(i -> serving(Integer.toHexString(i + 10), names[i], i == 0, time))
            .toList();
    return of(
        cluster,
        time,
        Verdict.PASSED,
        "QuorumHealthy",
        observation(time, members, Optional.of(new Leader("a", names[0], time, 3))));
  }

  /** Nobody answers. */
  public static InspectionResult outage(ClusterKey cluster, Instant time, String... names) {
    List<MemberObservation> members =
        IntStream.range(0, names.length)
            .mapToObj(i -> away(Integer.toHexString(i + 10), names[i], time))
            .toList();
    return of(
        cluster,
        time,
        Verdict.CRITICAL,
        "QuorumLost",
        observation(time, members, Optional.empty()));
  }

  /** What is seen of voters in these states, the first of which leads where a leader is named. */
  public static InspectionResult seen(
      ClusterKey cluster, Instant time, boolean leaderNamed, MemberState... states) {
    List<MemberObservation> members =
        IntStream.range(0, states.length)
            .mapToObj(i -> in(states[i], Integer.toHexString(i + 10), "m" + i, time))
            .toList();
    return of(
        cluster,
        time,
        Verdict.UNKNOWN,
        "Whatever",
        observation(
            time,
            members,
            leaderNamed ? Optional.of(new Leader("a", "m0", time, 3)) : Optional.empty()));
  }

  public static InspectionResult measured(
      ClusterKey cluster, String feature, Instant time, Measurement... measurements) {
    return new InspectionResult(
        new InspectionKey(cluster, cluster.name() + "-" + feature),
        feature,
        Verdict.PASSED,
        "Fine",
        "all is well",
        List.of(),
        List.of(measurements),
        Optional.empty(),
        time,
        Duration.ofMillis(20));
  }

  public static InspectionResult found(
      ClusterKey cluster, String feature, Instant time, Finding... findings) {
    return new InspectionResult(
        new InspectionKey(cluster, cluster.name() + "-" + feature),
        feature,
        Verdict.WARNING,
        findings[0].reason(),
        findings[0].message(),
        List.of(findings),
        List.of(),
        Optional.empty(),
        time,
        Duration.ofMillis(20));
  }

  private static InspectionResult of(
      ClusterKey cluster,
      Instant time,
      Verdict verdict,
      String reason,
      ClusterObservation observation) {
    return new InspectionResult(
        new InspectionKey(cluster, cluster.name() + "-healthy"),
        "healthy",
        verdict,
        reason,
        "what was seen",
        List.of(),
        List.of(),
        Optional.of(observation),
        time,
        Duration.ofMillis(40));
  }

  private static ClusterObservation observation(
      Instant time, List<MemberObservation> members, Optional<Leader> leader) {
    int healthy = (int) members.stream().filter(m -> m.state() == MemberState.HEALTHY).count();
    return new ClusterObservation(
        time,
        Optional.of("cafe"),
        Optional.of("3.5.16"),
        leader,
        new LeaderChanges(4, 1, Optional.of(time)),
        members,
        Quorum.of(members.size(), healthy),
        new Database(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty()));
  }

  private static MemberObservation serving(String id, String name, boolean leads, Instant time) {
    return new MemberObservation(
        id,
        name,
        List.of("http://" + name + ":2379"),
        true,
        leads ? MemberRole.LEADER : MemberRole.FOLLOWER,
        MemberState.HEALTHY,
        Optional.of("3.5.16"),
        OptionalLong.of(20_480),
        OptionalLong.of(16_384),
        OptionalLong.of(2L << 30),
        OptionalLong.of(10),
        OptionalLong.of(100),
        OptionalLong.of(2),
        OptionalLong.of(3),
        Optional.of("a"),
        Optional.of(Duration.ofMillis(4)),
        Optional.of(Instant.parse("2027-01-01T00:00:00Z")),
        time,
        "Serving",
        "serves");
  }

  private static MemberObservation away(String id, String name, Instant time) {
    return in(MemberState.UNREACHABLE, id, name, time);
  }

  private static MemberObservation in(MemberState state, String id, String name, Instant time) {
    return new MemberObservation(
        id,
        name,
        List.of("http://" + name + ":2379"),
        true,
        MemberRole.UNKNOWN,
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
        time,
        state == MemberState.UNREACHABLE ? "ConnectionRefused" : state.word(),
        state == MemberState.UNREACHABLE ? "gives no answer" : "as a test says");
  }
}

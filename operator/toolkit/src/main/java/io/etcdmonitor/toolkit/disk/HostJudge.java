package io.etcdmonitor.toolkit.disk;

import io.etcdmonitor.toolkit.disk.Readiness.Grade;
import io.etcdmonitor.toolkit.disk.Readiness.Item;
import io.etcdmonitor.toolkit.metrics.Buckets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The members' machines: disk, network, clock, file descriptors. */
final class HostJudge {
  private static final int FEWEST_FDS = 10_000;

  private HostJudge() {}

  static List<Item> items(List<MemberFacts> members) {
    List<Item> items = new ArrayList<>();
    items.add(
        worst(
            members,
            new Mark(
                "WAL fsync",
                "etcd_disk_wal_fsync_duration_seconds",
                0.010,
                0.100,
                3,
                "use faster disks, or disks that nothing else writes to",
                Sources.FAQ)));
    items.add(
        worst(
            members,
            new Mark(
                "backend commit",
                "etcd_disk_backend_commit_duration_seconds",
                0.025,
                0.250,
                2,
                "use faster disks, or disks that nothing else writes to",
                Sources.FAQ)));
    if (members.size() > 1) {
      items.add(
          worst(
              members,
              new Mark(
                  "round trip between members",
                  "etcd_network_peer_round_trip_time_seconds",
                  0.050,
                  0.100,
                  2,
                  "put members nearer to each other, or raise --heartbeat-interval and"
                      + " --election-timeout",
                  Sources.TUNING)));
    }
    items.add(clocks(members));
    items.add(descriptors(members));
    return items;
  }

  /**
   * A histogram of a member's page and its marks for the 99th percentile, seconds.
   *
   * @param good below
   * @param bad from here on
   */
  private record Mark(
      String area,
      String metric,
      double good,
      double bad,
      int weight,
      String advice,
      String source) {}

  private static Item worst(List<MemberFacts> members, Mark mark) {
    Optional<Item> worst =
        members.stream()
            .flatMap(member -> item(member, mark).stream())
            .min((a, b) -> ClusterJudge.WORST_FIRST.compare(a.grade(), b.grade()));
    return worst.orElseGet(() ->
        ClusterJudge.unknown(
            mark.area(), mark.weight(), "no member's page tells it", mark.source()));
  }

  private static Optional<Item> item(MemberFacts member, Mark mark) {
    Optional<Buckets> buckets = member.page().flatMap(page -> page.histogram(mark.metric()));
    OptionalDouble p99 = buckets.map(b -> b.quantile(0.99)).orElse(OptionalDouble.empty());
    if (p99.isEmpty()) {
      return Optional.empty();
    }
    double seconds = p99.getAsDouble();
    Grade grade =
        seconds < mark.good() ? Grade.GOOD : seconds < mark.bad() ? Grade.WARNING : Grade.BAD;
    return Optional.of(
        new Item(
            mark.area(),
            grade,
            mark.weight(),
            String.format(
                Locale.ROOT,
                "p99 %s%.1f ms on %s since it started (good: below %.0f ms)",
                buckets.get().beyond(0.99) ? "over " : "",
                seconds * 1e3,
                member.label(),
                mark.good() * 1e3),
            grade == Grade.GOOD ? "" : mark.advice(),
            mark.source()));
  }

  static Item clocks(List<MemberFacts> members) {
    List<MemberFacts> telling = members.stream().filter(m -> m.clock().isPresent()).toList();
    if (telling.isEmpty()) {
      return ClusterJudge.unknown("clocks", 1, "no member tells its time", Sources.PROBER);
    }
    // Ours may be the wrong one: what counts is how far they are from each other.
    Duration earliest = bound(telling, c -> c.most(), false);
    Duration latest = bound(telling, c -> c.least(), true);
    Duration apart = latest.minus(earliest);
    Duration fromUs =
        telling.stream()
            .map(m -> m.clock().orElseThrow().certain())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    String found =
        apart.isPositive()
            ? "members' clocks are at least " + seconds(apart) + " apart"
            : "members' clocks agree as far as can be told (to about 0.1 s)";
    if (fromUs.compareTo(Duration.ofSeconds(1)) >= 0) {
      found += "; one is " + seconds(fromUs) + " from this machine's";
    }
    boolean far = apart.compareTo(Duration.ofSeconds(1)) >= 0;
    return new Item(
        "clocks",
        far ? Grade.BAD : Grade.GOOD,
        1,
        found,
        far ? "run NTP on all machines" : "",
        Sources.PROBER);
  }

  private static Duration bound(
      List<MemberFacts> members, Function<ClockOffset, Duration> side, boolean largest) {
    return members.stream()
        .map(m -> side.apply(m.clock().orElseThrow()))
        .reduce((a, b) -> (a.compareTo(b) > 0) == largest ? a : b)
        .orElseThrow();
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
  }

  static Item descriptors(List<MemberFacts> members) {
    Item worst = ClusterJudge.unknown("open files", 1, "no member's page tells it", Sources.MIXIN);
    for (MemberFacts member : members) {
      OptionalDouble open = value(member, "process_open_fds");
      OptionalDouble most = value(member, "process_max_fds");
      if (open.isPresent() && most.isPresent() && most.getAsDouble() > 0) {
        Item item = descriptors(member.label(), open.getAsDouble(), most.getAsDouble());
        if (ClusterJudge.WORST_FIRST.compare(item.grade(), worst.grade()) < 0) {
          worst = item;
        }
      }
    }
    return worst;
  }

  private static Item descriptors(String label, double open, double most) {
    double share = open / most;
    Grade grade =
        share >= 0.8 ? Grade.BAD : share >= 0.5 || most < FEWEST_FDS ? Grade.WARNING : Grade.GOOD;
    return new Item(
        "open files",
        grade,
        1,
        String.format(Locale.ROOT, "%s has %.0f of %.0f file descriptors open", label, open, most),
        grade == Grade.GOOD ? "" : "raise the limit of open files (ulimit -n) to 65536",
        Sources.MIXIN);
  }

  private static OptionalDouble value(MemberFacts member, String metric) {
    return member.page().map(page -> page.value(metric)).orElse(OptionalDouble.empty());
  }
}

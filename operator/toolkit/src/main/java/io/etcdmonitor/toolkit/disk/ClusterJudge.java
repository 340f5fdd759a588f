package io.etcdmonitor.toolkit.disk;

import io.etcdmonitor.toolkit.disk.Readiness.Grade;
import io.etcdmonitor.toolkit.disk.Readiness.Item;
import io.etcdmonitor.toolkit.metrics.MemberPage;
import io.etcdmonitor.toolkit.ops.Endpoints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The cluster as a whole: size, health, versions, space. */
final class ClusterJudge {
  private static final int MOST_VOTERS = 7;
  private static final long LARGEST_QUOTA = 8L << 30;
  private static final double ALMOST_FULL = 0.8;
  private static final long MANY_REVISIONS = 100_000;
  private static final String QUOTA = "etcd_server_quota_backend_bytes";
  private static final String COMPACTED = "etcd_debugging_mvcc_compact_revision";
  private static final String REVISION = "etcd_debugging_mvcc_current_revision";

  private ClusterJudge() {}

  static List<Item> items(List<MemberFacts> members) {
    return List.of(
        size(members), health(members), versions(members), quota(members), history(members));
  }

  static Item size(List<MemberFacts> members) {
    long voters = members.stream().filter(m -> !m.learner()).count();
    String found = voters + (voters == 1 ? " voting member" : " voting members");
    if (voters == 1) {
      return new Item(
          "cluster size",
          Grade.BAD,
          3,
          found + ": the loss of one machine is the loss of the cluster",
          "use three members, five for large or important clusters",
          Sources.FAQ);
    }
    if (voters % 2 == 0 || voters > MOST_VOTERS) {
      return new Item(
          "cluster size",
          Grade.WARNING,
          3,
          found
              + (voters % 2 == 0
                  ? ": tolerates no more than " + (voters - 1) + " would"
                  : ": every write waits for more of them"),
          "use three, five or seven members",
          Sources.FAQ);
    }
    return new Item(
        "cluster size",
        Grade.GOOD,
        3,
        found + ", " + (voters - 1) / 2 + " of them may fail",
        "",
        Sources.FAQ);
  }

  static Item health(List<MemberFacts> members) {
    List<String> sick =
        members.stream()
            .filter(m -> !m.unhealthy().isEmpty())
            .map(m -> m.label() + " (" + m.unhealthy() + ")")
            .toList();
    return sick.isEmpty()
        ? new Item("health", Grade.GOOD, 3, "all members serve, no alarm is set", "", Sources.FAQ)
        : new Item(
            "health",
            Grade.BAD,
            3,
            "not healthy: " + String.join(", ", sick),
            "repair these members first",
            Sources.FAQ);
  }

  static Item versions(List<MemberFacts> members) {
    Map<String, List<String>> byVersion = new TreeMap<>();
    members.forEach(m ->
        m.status()
            .map(Endpoints.Status::version)
            .ifPresent(v -> byVersion.computeIfAbsent(v, k -> new ArrayList<>()).add(m.label())));
    if (byVersion.isEmpty()) {
      return unknown("versions", 2, "no member tells its version", Sources.VERSIONING);
    }
    if (byVersion.size() > 1) {
      return new Item(
          "versions",
          Grade.WARNING,
          2,
          "members run different versions: " + byVersion,
          "finish the " + underWay(members),
          Sources.VERSIONING);
    }
    String version = byVersion.keySet().iterator().next();
    boolean old = version.startsWith("3.") && minor(version) < 5;
    return old
        ? new Item(
            "versions",
            Grade.BAD,
            2,
            "all run " + version + ", which is no longer maintained",
            "upgrade one minor version after the other",
            Sources.VERSIONING)
        : new Item(
            "versions",
            Grade.GOOD,
            2,
            "all run " + version + " (the feature 'version' of inspect knows its advisories)",
            "",
            Sources.VERSIONING);
  }

  /** Where none is enabled, members of different versions are on their way up. */
  private static String underWay(List<MemberFacts> members) {
    return members.stream()
        .flatMap(m -> m.status().stream())
        .flatMap(status -> status.downgrade().stream())
        .filter(Endpoints.Downgrade::enabled)
        .findFirst()
        .map(downgrade -> "downgrade to " + downgrade.targetVersion())
        .orElse("upgrade");
  }

  private static int minor(String version) {
    String[] parts = version.split("\\.", -1);
    try {
      return Integer.parseInt(parts[1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Integer.MAX_VALUE;
    }
  }

  static Item quota(List<MemberFacts> members) {
    double fullest = -1;
    long largest = 0;
    for (MemberFacts member : members) {
      OptionalLong quota = quota(member);
      if (quota.isPresent() && member.status().isPresent()) {
        largest = Math.max(largest, quota.getAsLong());
        fullest = Math.max(fullest, (double) member.status().get().dbSize() / quota.getAsLong());
      }
    }
    if (fullest < 0) {
      return unknown("quota", 2, "no member tells its quota", Sources.LIMITS);
    }
    String found =
        "quota %d MiB, the fullest member uses %.0f %% of it"
            .formatted(largest >> 20, fullest * 100);
    if (fullest > ALMOST_FULL) {
      return new Item(
          "quota",
          Grade.BAD,
          2,
          found,
          "compact, defragment, remove what is not needed, or raise --quota-backend-bytes",
          Sources.MAINTENANCE);
    }
    return largest > LARGEST_QUOTA
        ? new Item(
            "quota",
            Grade.WARNING,
            2,
            found + ", over 8 GiB",
            "etcd suggests at most 8 GiB: keep less in it",
            Sources.LIMITS)
        : new Item("quota", Grade.GOOD, 2, found, "", Sources.LIMITS);
  }

  private static OptionalLong quota(MemberFacts member) {
    long told = member.status().map(Endpoints.Status::quota).orElse(0L);
    if (told > 0) {
      return OptionalLong.of(told);
    }
    return member
        .page()
        .map(page -> page.value(QUOTA))
        .filter(value -> value.isPresent() && value.getAsDouble() > 0)
        .map(value -> OptionalLong.of((long) value.getAsDouble()))
        .orElse(OptionalLong.empty());
  }

  /** Whether automatic compaction is on cannot be asked; what it leaves can be seen. */
  static Item history(List<MemberFacts> members) {
    OptionalLong behind =
        members.stream()
            .flatMap(m -> m.page().stream())
            .filter(page -> page.value(REVISION).isPresent())
            .mapToLong(ClusterJudge::uncompacted)
            .max();
    if (behind.isEmpty()) {
      return unknown(
          "auto-compaction", 2, "no member's page tells its revisions", Sources.MAINTENANCE);
    }
    String found = behind.getAsLong() + " revisions since the last compaction";
    return behind.getAsLong() > MANY_REVISIONS
        ? new Item(
            "auto-compaction",
            Grade.WARNING,
            2,
            found,
            "set --auto-compaction-mode and --auto-compaction-retention, unless the API server of"
                + " Kubernetes compacts",
            Sources.MAINTENANCE)
        : new Item("auto-compaction", Grade.GOOD, 2, found, "", Sources.MAINTENANCE);
  }

  private static long uncompacted(MemberPage page) {
    double compacted = Math.max(0, page.value(COMPACTED).orElse(0));
    return (long) (page.value(REVISION).orElse(0) - compacted);
  }

  static Item unknown(String area, int weight, String why, String source) {
    return new Item(area, Grade.UNKNOWN, weight, why, "", source);
  }

  static final Comparator<Grade> WORST_FIRST =
      Comparator.comparingInt(grade ->
          switch (grade) {
            case BAD -> 0;
            case WARNING -> 1;
            case GOOD -> 2;
            case UNKNOWN -> 3;
          });
}

package io.etcdmonitor.toolkit.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.toolkit.disk.Readiness.Grade;
import io.etcdmonitor.toolkit.disk.Readiness.Item;
import io.etcdmonitor.toolkit.disk.Readiness.Verdict;
import io.etcdmonitor.toolkit.metrics.MemberPage;
import io.etcdmonitor.toolkit.ops.Endpoints;
import io.etcdmonitor.toolkit.ops.Header;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that is looked at, and the score. */
class ReadinessTest {

  private static MemberFacts member(String version, long size, long quota, String page) {
    return member(version, size, quota, page, Optional.empty());
  }

  private static MemberFacts member(
      String version, long size, long quota, String page, Optional<Endpoints.Downgrade> downgrade) {
    return new MemberFacts(
        "m1",
        false,
        List.of("https://a:2379"),
        List.of("https://a:2380"),
        Optional.of(
            new Endpoints.Status(
                new Header(1, 2, 3, 4),
                version,
                size,
                size,
                1,
                1,
                1,
                1,
                false,
                List.of(),
                "",
                quota,
                downgrade)),
        "",
        page.isEmpty() ? Optional.empty() : Optional.of(new MemberPage(page)),
        Optional.empty());
  }

  private static List<MemberFacts> members(int count) {
    List<MemberFacts> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(member("3.5.30", 1 << 20, 2L << 30, ""));
    }
    return members;
  }

  @ParameterizedTest
  @CsvSource({"1, BAD", "2, WARNING", "3, GOOD", "4, WARNING", "5, GOOD", "7, GOOD", "9, WARNING"})
  void sizes(int voters, Grade grade) {
    assertThat(ClusterJudge.size(members(voters)).grade()).isEqualTo(grade);
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.30 3.5.30, GOOD",
    "3.5.30 3.6.1, WARNING",
    "3.4.23 3.4.23, BAD",
    "3.7.0 3.7.0, GOOD",
    "odd odd, GOOD",
  })
  void versions(String versions, Grade grade) {
    List<MemberFacts> members =
        Arrays.stream(versions.split(" ", -1)).map(v -> member(v, 1, 1, "")).toList();
    assertThat(ClusterJudge.versions(members).grade()).isEqualTo(grade);
  }

  @Test
  void aDowngradeIsNotAdvisedToBeAnUpgrade() {
    Optional<Endpoints.Downgrade> none = Optional.of(new Endpoints.Downgrade(false, ""));
    Optional<Endpoints.Downgrade> down = Optional.of(new Endpoints.Downgrade(true, "3.5.0"));
    MemberFacts old = member("3.5.30", 1, 1, "");
    assertThat(ClusterJudge.versions(List.of(old, member("3.6.13", 1, 1, "", none))).advice())
        .isEqualTo("finish the upgrade");
    assertThat(ClusterJudge.versions(List.of(old, member("3.6.13", 1, 1, "", down))).advice())
        .isEqualTo("finish the downgrade to 3.5.0");
  }

  @ParameterizedTest
  @CsvSource({
    "100, 2048, '', GOOD",
    "1900, 2048, '', BAD",
    "100, 16384, '', WARNING",
    "100, 0, '', UNKNOWN",
    "100, 0, 'etcd_server_quota_backend_bytes 2.147483648e+09', GOOD",
  })
  void quotas(long megabytes, long quota, String page, Grade grade) {
    assertThat(
            ClusterJudge.quota(List.of(member("3.5.30", megabytes << 20, quota << 20, page)))
                .grade())
        .isEqualTo(grade);
  }

  @Test
  void hostsAreJudgedByTheirWorstMember() {
    String good =
        """
        etcd_disk_wal_fsync_duration_seconds_bucket{le="0.001"} 990
        etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} 990
        etcd_debugging_mvcc_compact_revision 500
        etcd_debugging_mvcc_current_revision 900
        process_open_fds 20
        process_max_fds 65536
        """;
    String bad = good.replace("le=\"0.001\"", "le=\"1.024\"").replace("fds 20", "fds 60000");
    List<MemberFacts> members = List.of(member("3.5.30", 1, 1, good), member("3.5.30", 1, 1, bad));
    assertThat(grades(HostJudge.items(List.of(members.get(0)))))
        .containsEntry("WAL fsync", Grade.GOOD)
        .containsEntry("open files", Grade.GOOD)
        .containsEntry("backend commit", Grade.UNKNOWN)
        .containsEntry("clocks", Grade.UNKNOWN)
        .doesNotContainKey("round trip between members");
    assertThat(grades(HostJudge.items(members)))
        .containsEntry("WAL fsync", Grade.BAD)
        .containsEntry("open files", Grade.BAD)
        .containsEntry("round trip between members", Grade.UNKNOWN);
    assertThat(ClusterJudge.history(members).found()).startsWith("400 revisions");
  }

  private static Map<String, Grade> grades(List<Item> items) {
    return items.stream().collect(java.util.stream.Collectors.toMap(Item::area, Item::grade));
  }

  @ParameterizedTest
  @CsvSource({"0, 300, GOOD", "0, 5000, BAD"})
  void clocksAreComparedWithEachOther(long first, long second, Grade grade) {
    List<MemberFacts> members = List.of(at(first), at(second));
    assertThat(HostJudge.clocks(members).grade()).isEqualTo(grade);
    // Both far from ours and near each other: ours is wrong, or theirs are; they agree.
    assertThat(HostJudge.clocks(List.of(at(9_000), at(9_100))).grade()).isEqualTo(Grade.GOOD);
    assertThat(HostJudge.clocks(List.of(at(9_000), at(9_100))).found()).contains("this machine's");
  }

  private static MemberFacts at(long offset) {
    MemberFacts base = member("3.5.30", 1, 1, "");
    return new MemberFacts(
        base.label(),
        false,
        base.clientUrls(),
        base.peerUrls(),
        base.status(),
        "",
        base.page(),
        Optional.of(
            new ClockOffset(Duration.ofMillis(offset - 50), Duration.ofMillis(offset + 50))));
  }

  @Test
  void whoeverIsLetInWithoutProofIsBad() {
    ConnectionSpec open =
        new ConnectionSpec(
            List.of(Endpoint.parse("https://a:2379")),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    ConnectionSpec user =
        new ConnectionSpec(
            open.seeds(), Optional.empty(), Optional.of(new Credentials("u", "p")), Map.of());
    assertThat(SecurityJudge.access(open).grade()).isEqualTo(Grade.BAD);
    assertThat(SecurityJudge.access(user).grade()).isEqualTo(Grade.GOOD);
    assertThat(SecurityJudge.encryption(members(1)).grade()).isEqualTo(Grade.GOOD);
  }

  @ParameterizedTest
  @CsvSource({
    "GOOD GOOD, 100, READY",
    "GOOD GOOD GOOD WARNING, 88, READY",
    "GOOD WARNING WARNING, 67, NOT_READY",
    "GOOD GOOD GOOD GOOD GOOD GOOD GOOD GOOD GOOD BAD, 90, NOT_READY",
    "GOOD UNKNOWN, 100, READY",
    "UNKNOWN, , UNKNOWN",
  })
  void scores(String grades, Integer score, Verdict verdict) {
    List<Item> items =
        Arrays.stream(grades.split(" ", -1))
            .map(g -> new Item("area", Grade.valueOf(g), 1, "found", "do", "source"))
            .toList();
    Readiness readiness = Readiness.of(items);
    assertThat(readiness.score()).isEqualTo(score);
    assertThat(readiness.verdict()).isEqualTo(verdict);
    assertThat(readiness.lines()).last().asString().startsWith(verdict.name().replace('_', ' '));
  }
}

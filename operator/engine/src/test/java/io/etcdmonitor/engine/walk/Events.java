package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberList;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;

/** What may happen to a cluster, to who watches it, and to what its owner wants. */
final class Events {
  private static final List<FailureCause> SILENT =
      List.of(
          FailureCause.CONNECTION_REFUSED,
          FailureCause.CONNECT_TIMEOUT,
          FailureCause.TIMEOUT,
          FailureCause.CONNECTION_CLOSED,
          FailureCause.DNS_FAILURE);

  /** Not for want of permission, which etcd asks for once a quorum has served: see RoundFacts. */
  private static final List<FailureCause> REFUSED =
      List.of(
          FailureCause.CREDENTIALS_INVALID,
          FailureCause.AUTH_REQUIRED,
          FailureCause.TLS_UNTRUSTED,
          FailureCause.PLAIN_TEXT_REFUSED,
          FailureCause.NOT_ETCD);

  private static final List<String> CALLS =
      List.of("status", "memberList", "read", "alarms", "hashKv", "authRevision");
  private static final long LEAST = 1L << 20;
  private static final long MOST = (2L << 30) - 1;

  private final LivingEtcd etcd;
  private final Watcher watcher;
  private final Random random;
  private final Map<String, Runnable> all = new LinkedHashMap<>();

  Events(LivingEtcd etcd, Watcher watcher, Random random) {
    this.etcd = etcd;
    this.watcher = watcher;
    this.random = random;
    members();
    network();
    data();
    load();
    owner();
  }

  Map<String, Runnable> all() {
    return all;
  }

  private void members() {
    all.put("a member crashes", this::crash);
    all.put("another member crashes", this::crash);
    all.put("a member is back", this::back);
    all.put("another member is back", this::back);
    all.put("all members are back", () -> List.copyOf(etcd.members()).forEach(this::back));
    all.put("another leader", () -> etcd.elect(any(etcd.members())));
    all.put("no leader", () -> etcd.cluster().noLeader());
    all.put("a leader again", etcd::elect);
    all.put("a learner", () -> learner());
    all.put("a promotion", () -> each(m -> m.learner = false));
    all.put("a member is removed", () -> remove(false));
    all.put("a member is removed and runs", () -> remove(true));
    all.put("an upgrade", () -> upgrade(any()));
    all.put("another cluster", () -> seldom(etcd::found));
  }

  private void network() {
    all.put("a member out of sight", () -> fail(any(), any(SILENT)));
    all.put("all members out of sight", () -> failAll(any(SILENT)));
    all.put("a member refuses us", () -> fail(any(), any(REFUSED)));
    all.put("all members refuse us", () -> failAll(any(REFUSED)));
    all.put("a call is not answered", () -> any().failing.put(any(CALLS), any(SILENT)));
    all.put("a call is refused", () -> any().failing.put(any(CALLS), any(REFUSED)));
    all.put("a hiccup", () -> any().hiccups.put(any(CALLS), 1 + random.nextInt(3)));
    all.put("a member in sight", () -> any().failing.clear());
    all.put("all members in sight", () -> each(m -> m.failing.clear()));
  }

  private void data() {
    all.put("an alarm", () -> alarm(any().id, any(List.of(Alarm.NOSPACE, Alarm.CORRUPT))));
    all.put("alarms are disarmed", this::disarm);
    all.put("data differs", () -> any().patched.put("k", random.nextLong(1, 9)));
    all.put("data is repaired", () -> each(m -> m.patched.clear()));
    all.put("users differ", () -> any().authRevision = OptionalLong.of(random.nextInt(2, 5)));
    all.put("users are repaired", () -> each(m -> m.authRevision = OptionalLong.of(1)));
    all.put("writes", () -> write(1 + random.nextInt(1000)));
    all.put("a member lags", () -> lag(any()));
    all.put("members catch up", etcd::catchUp);
    all.put("a compaction", this::compact);
    all.put("a restore", () -> seldom(() -> each(this::restore)));
    all.put("the database grows", () -> resize(1 + random.nextDouble()));
    all.put("a defragmentation", () -> resize(0.05));
  }

  private void load() {
    all.put("a page is lost", () -> etcd.page(any()).readable = false);
    all.put("all pages are lost", () -> each(m -> etcd.page(m).readable = false));
    all.put("pages are back", () -> each(m -> etcd.page(m).readable = true));
    all.put("a slow disk", () -> etcd.page(any()).slow = true);
    all.put("disks are quick", () -> each(m -> etcd.page(m).slow = false));
    all.put("requests fail", () -> etcd.page(any()).failing = true);
    all.put("requests do not fail", () -> each(m -> etcd.page(m).failing = false));
    all.put("a slow member", () -> any().latency = Duration.ofMillis(300));
    all.put("members are quick", () -> each(m -> m.latency = Duration.ofMillis(2)));
  }

  private void owner() {
    Wishes wishes = watcher.wishes();
    wish("a feature off", () -> wishes.off.add(any(Wishes.FEATURES)));
    wish("all features on", wishes.off::clear);
    wish("an interval", () -> wishes.intervals.put(any(Wishes.FEATURES), seconds(10, 300)));
    wish("pages are read or not", () -> wishes.pages ^= true);
    wish("tight thresholds", () -> wishes.thresholds = Wishes.tight());
    wish("usual thresholds", () -> wishes.thresholds = Thresholds.DEFAULTS);
    wish("other endpoints", () -> wishes.seeds = List.of(any().endpoint(), any().endpoint()));
    wish("suspended or not", () -> wishes.suspended ^= true);
    all.put("a new process", watcher::restart);
    all.put("another new process", watcher::restart);
  }

  private void wish(String name, Runnable change) {
    all.put(
        name,
        () -> {
          change.run();
          watcher.apply();
        });
  }

  /** Nothing is wrong any more. */
  void mend() {
    disarm();
    etcd.cluster().byUrl.values().retainAll(etcd.members());
    while (etcd.members().size() < 3 || etcd.members().size() % 2 == 0) {
      etcd.join();
    }
    each(this::mend);
    etcd.catchUp();
    long compacted = etcd.members().stream().mapToLong(m -> m.compactRevision).max().orElseThrow();
    each(m -> m.compactRevision = compacted);
    etcd.elect();
    watcher.wishes().reset();
    watcher.wishes().seeds = etcd.seeds();
    watcher.apply();
  }

  private void mend(FakeMember m) {
    m.down = Optional.empty();
    m.failing.clear();
    m.hiccups.clear();
    m.patched.clear();
    m.authRevision = OptionalLong.of(1);
    m.learner = false;
    m.version = "3.5.30";
    m.latency = Duration.ofMillis(2);
    m.dbSize = 20L << 20;
    etcd.page(m).mend();
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private FakeMember any() {
    return any(etcd.members());
  }

  private void each(Consumer<FakeMember> change) {
    etcd.members().forEach(change);
  }

  private void seldom(Runnable event) {
    if (random.nextInt(4) == 0) {
      event.run();
    }
  }

  private Duration seconds(int least, int most) {
    return Duration.ofSeconds(random.nextInt(least, most));
  }

  private void crash() {
    any().down = Optional.of(any(SILENT));
    etcd.elect();
  }

  private void back() {
    etcd.members().stream().filter(m -> m.down.isPresent()).findFirst().ifPresent(this::back);
  }

  private void back(FakeMember member) {
    if (member.down.isPresent()) {
      member.down = Optional.empty();
      etcd.restart(member);
      etcd.elect();
      etcd.catchUp();
    }
  }

  private void learner() {
    if (etcd.members().size() < 6) {
      FakeMember learner = etcd.join();
      learner.learner = true;
      learner.leaderId = etcd.members().get(0).leaderId;
    }
  }

  private void remove(boolean runs) {
    FakeMember member = any();
    if (etcd.members().size() < 3 || etcd.voters().equals(List.of(member))) {
      return;
    }
    if (runs) {
      member.ownList = Optional.of(list());
    } else {
      etcd.cluster().byUrl.remove(member.clientUrls.get(0));
    }
    etcd.members().remove(member);
    etcd.cluster().alarms.removeIf(alarm -> alarm.memberId().equals(member.id));
    showAlarms();
    if (etcd.members().get(0).leaderId.equals(Optional.of(member.id))) {
      etcd.cluster().noLeader();
    }
    etcd.elect();
  }

  private List<MemberList.Member> list() {
    return etcd.members().stream()
        .map(m ->
            new MemberList.Member(
                m.id, m.name, List.of("http://peer-" + m.id + ":2380"), m.clientUrls, m.learner))
        .toList();
  }

  private void upgrade(FakeMember member) {
    member.version = "3.6.1";
    etcd.restart(member);
  }

  private static void fail(FakeMember member, FailureCause cause) {
    CALLS.forEach(call -> member.failing.put(call, cause));
  }

  private void failAll(FailureCause cause) {
    each(m -> fail(m, cause));
  }

  private void alarm(String member, String type) {
    Alarm alarm = new Alarm(member, type);
    if (!etcd.cluster().alarms.contains(alarm)) {
      etcd.cluster().alarms.add(alarm);
    }
    showAlarms();
  }

  private void disarm() {
    etcd.cluster().alarms.clear();
    showAlarms();
  }

  private void showAlarms() {
    List<String> errors =
        etcd.cluster().alarms.stream()
            .map(a ->
                "memberID:%d alarm:%s "
                    .formatted(Long.parseUnsignedLong(a.memberId(), 16), a.type()))
            .toList();
    // Also of one that was removed and runs: it knows what it was told before.
    etcd.cluster().byUrl.values().forEach(m -> m.errors = errors);
  }

  private void write(long entries) {
    if (etcd.cluster().quorum()) {
      etcd.up()
          .forEach(m -> {
            m.revision += entries;
            m.applied += entries;
          });
    }
  }

  private void lag(FakeMember member) {
    member.applied = Math.max(1, member.applied - 10_000);
    member.revision = Math.max(1, member.revision - 10_000);
  }

  private void restore(FakeMember member) {
    member.revision = 1 + member.revision / 2;
    member.applied = 1 + member.applied / 2;
    member.compactRevision = 0;
  }

  private void compact() {
    long lowest = etcd.members().stream().mapToLong(m -> m.revision).min().orElseThrow();
    if (etcd.cluster().quorum()) {
      etcd.cluster().previousCompaction = etcd.members().get(0).compactRevision;
      each(m -> m.compactRevision = Math.max(lowest, m.compactRevision));
    }
  }

  private void resize(double factor) {
    each(m -> m.dbSize = Math.clamp((long) (m.dbSize * factor), LEAST, MOST));
  }
}

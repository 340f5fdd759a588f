package io.etcdmonitor.toolkit.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.FaultProxy;
import io.etcdmonitor.etcd.testing.TestPki;
import io.etcdmonitor.toolkit.ops.Defragmentation.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may do harm: refused with the arithmetic, or done in the order that harms least. */
class SafetyIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void removingAServingMemberBesideADeadOneIsRefused() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      EtcdTestMember dead = etcd.follower();
      long deadId = dead.rawId();
      dead.kill();
      etcd.awaitLeader();
      EtcdTestMember alive =
          etcd.members().stream().filter(m -> m != dead).findFirst().orElseThrow();
      assertThatThrownBy(() -> ops.members().remove(alive.rawId()))
          .isInstanceOf(Plan.RefusedException.class)
          .hasMessageContaining("leaves 2 voters, of which 2 must agree (2/2+1) and 1 serve")
          .hasMessageContaining("not serving: " + dead.name());
      assertThatThrownBy(() -> ops.members().add(List.of("http://127.0.0.1:1"), false))
          .isInstanceOf(Plan.RefusedException.class)
          .hasMessageContaining("makes 4 voters, of which 3 must agree");
      assertThat(ops.members().list().members()).hasSize(3);

      Plan plan = ops.members().planRemove(deadId);
      assertThat(plan.refusal()).isEmpty();
      assertThat(ops.members().remove(deadId).members()).hasSize(2);
    }
  }

  @Test
  void theLeaderIsDefragmentedLastAndOnlyWhereItPays() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      Defragmentation.Order idle =
          ops.defragmentation().plan(etcd.endpoints(), Defragmentation.Policy.WORTHWHILE);
      assertThat(idle.targets()).noneMatch(Defragmentation.Target::pays);

      etcd.fill("a/", 2_000, 2_000);
      long revision = ops.kv().delete(Keys.prefix("a/"), false).header().revision();
      ops.kv().compact(revision, true, LIMIT);
      Defragmentation.Order order =
          ops.defragmentation().plan(etcd.endpoints(), new Defragmentation.Policy(1 << 20, 20));
      Endpoint leader = etcd.leader().endpoint();
      List<Endpoint> done = new ArrayList<>();
      List<Outcome> outcomes =
          ops.defragmentation().run(order, LIMIT, outcome -> done.add(outcome.endpoint()));
      assertThat(done).hasSize(3).endsWith(leader);
      assertThat(outcomes)
          .allSatisfy(outcome ->
              assertThat(outcome)
                  .isInstanceOfSatisfying(
                      Outcome.Done.class, d -> assertThat(d.after()).isLessThan(d.before() / 2)));

      etcd.follower().kill();
      Defragmentation.Order with =
          ops.defragmentation().plan(etcd.endpoints(), Defragmentation.Policy.ALWAYS);
      assertThatThrownBy(() -> ops.defragmentation().run(with, LIMIT, outcome -> {}))
          .isInstanceOf(Plan.RefusedException.class)
          .hasMessageContaining("1 of 3 members do not answer");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void littleIsWorthwhileWhileNothingCanBeWritten(EtcdInstallation version) throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().versions(version).start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      etcd.fill("a/", 1_000, 2_000);
      long revision = ops.kv().delete(Keys.prefix("a/"), false).header().revision();
      ops.kv().compact(revision, true, LIMIT);
      Defragmentation work = ops.defragmentation();
      assertThat(work.plan(etcd.endpoints(), Defragmentation.Policy.WORTHWHILE).targets())
          .noneMatch(Defragmentation.Target::pays);

      etcd.member(0).admin().activateAlarm(etcd.member(0).rawId(), EtcdAdmin.NOSPACE);
      Defragmentation.Order order = work.plan(etcd.endpoints(), Defragmentation.Policy.WORTHWHILE);
      assertThat(work.run(order, LIMIT, outcome -> {}))
          .singleElement()
          .isInstanceOf(Outcome.Done.class);
    }
  }

  @Test
  void bothTypesOfAlarmsAreDisarmed() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      etcd.member(0).admin().activateAlarm(etcd.member(0).rawId(), EtcdAdmin.CORRUPT);
      etcd.member(0).admin().activateAlarm(etcd.member(0).rawId(), EtcdAdmin.NOSPACE);
      assertThat(ops.maintenance().alarms().alarms())
          .extracting(Maintenance.Alarm::name)
          .containsExactlyInAnyOrder("CORRUPT", "NOSPACE");
      assertThat(ops.maintenance().disarmAll().alarms()).hasSize(2);
      assertThat(ops.maintenance().alarms().alarms()).isEmpty();
    }
  }

  @Test
  void leadershipMovesAndMembersComeAsLearners() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      EtcdTestMember target = etcd.follower();
      Maintenance.Transfer transfer = ops.maintenance().moveLeader(target.rawId());
      assertThat(transfer.to()).isEqualTo(target.rawId());
      assertThat(ops.endpoints().status(target.endpoint()).leads()).isTrue();

      EtcdTestMember learner = etcd.addLearner();
      assertThat(ops.endpoints().health(List.of(learner.endpoint())))
          .allMatch(Endpoints.Health::healthy);
      assertThat(ops.members().list().members())
          .filteredOn(Members.Member::learner)
          .extracting(Members.Member::id)
          .containsExactly(learner.rawId());
      assertThat(ops.members().planRemove(learner.rawId()).refusal()).isEmpty();
    }
  }

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everythingWorksWithTlsAndUsers(EtcdInstallation version) throws Exception {
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder()
                .versions(version)
                .members(3)
                .mutualTls(new TestPki())
                .auth("secret")
                .start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      ops.kv().put("k", "1");
      assertThat(ops.kv().compareAndSwap("k", java.util.Optional.of("1"), "2").succeeded())
          .isTrue();
      assertThat(ops.kv().compareAndSwap("k", java.util.Optional.of("1"), "3").succeeded())
          .isFalse();
      long lease = ops.leases().grant(60, 0).id();
      assertThat(ops.leases().keepAliveOnce(lease).ttl()).isEqualTo(60);
      assertThat(ops.leases().list().ids()).contains(lease);
      assertThat(ops.auth().users().names()).containsExactly("root");
      assertThat(ops.endpoints().health(ops.members().clientEndpoints()))
          .hasSize(3)
          .allMatch(Endpoints.Health::healthy);
      // A member that restarts has forgotten its tokens: the next call signs in anew.
      etcd.member(0).kill();
      etcd.awaitLeader();
      assertThat(ops.kv().get("k").orElseThrow().valueText()).isEqualTo("2");
    }
  }

  @Test
  void thePerfCheckJudgesAndCleansUp() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      Checks.PerfReport report =
          ops.checks().perf(new Checks.PerfLoad(50, 5, Duration.ofSeconds(2)), "/check/", true);
      assertThat(report.errors()).isEmpty();
      assertThat(report.perSecond()).isBetween(1.0, 60.0);
      assertThat(ops.kv().get(Keys.prefix("/check/"), GetOptions.DEFAULT).count()).isZero();
      ops.kv().put("/check/a", "1");
      assertThatThrownBy(() -> ops.checks().perf(Checks.PerfLoad.of("s"), "/check/", false))
          .isInstanceOf(Plan.RefusedException.class)
          .hasMessageContaining("has keys");
      Checks.ScaleReport scale =
          ops.checks().datascale(new Checks.ScaleLoad(500, 10), "/scale/", false);
      assertThat(scale.errors()).isEmpty();
      assertThat(scale.leftBehind()).isEmpty();
      assertThat(ops.kv().get(Keys.prefix("/scale/"), GetOptions.DEFAULT).count()).isZero();
    }
  }

  @Test
  void cleaningUpIsNoTimeOfThePerfCheck() throws Exception {
    Duration oneWay = Duration.ofMillis(300);
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start();
        FaultProxy slow = new FaultProxy(etcd.member(0).endpoint().port());
        EtcdOperations ops = EtcdOperations.open(through(slow, etcd))) {
      assertThat(ops.kv().get("nothing")).isEmpty();
      slow.delay(oneWay);
      long start = System.nanoTime();
      Checks.PerfReport report =
          ops.checks().perf(new Checks.PerfLoad(20, 20, Duration.ofSeconds(1)), "/slow/", true);
      Duration whole = Duration.ofNanos(System.nanoTime() - start);
      assertThat(report.errors()).isEmpty();
      assertThat(report.leftBehind()).isEmpty();
      Duration writing = Duration.ofNanos((long) (20 / report.perSecond() * 1e9));
      // The look for keys before it, the deletion and the compaction after it.
      assertThat(writing).isLessThan(whole.minus(oneWay.multipliedBy(6)));
    }
  }

  @Test
  void thePerfCheckReportsAlthoughItCannotCleanUp() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      CompletableFuture<Checks.PerfReport> told = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              told.complete(
                  ops.checks()
                      .perf(new Checks.PerfLoad(50, 5, Duration.ofSeconds(3)), "/dead/", false));
            } catch (InterruptedException | RuntimeException e) {
              told.completeExceptionally(e);
            }
          });
      GetOptions count = GetOptions.DEFAULT.withCountOnly();
      Await.until("it writes", LIMIT, () -> ops.kv().get(Keys.prefix("/dead/"), count).count() > 5);
      etcd.member(0).kill();
      Checks.PerfReport report = told.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(report.perSecond()).isPositive();
      assertThat(report.errors()).isNotEmpty();
      assertThat(report.leftBehind().orElseThrow()).contains("'/dead/' may be left");
    }
  }

  private static ConnectionSpec through(FaultProxy proxy, EtcdTestCluster etcd) {
    Endpoint member = etcd.member(0).endpoint();
    return ConnectionSpec.plain(
        List.of(new Endpoint(member.scheme(), member.host(), proxy.port())));
  }
}

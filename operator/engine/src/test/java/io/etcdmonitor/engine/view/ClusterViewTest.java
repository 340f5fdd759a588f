package io.etcdmonitor.engine.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.ManualClock;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private final Roster roster = new Roster();
  private final ManualClock clock = new ManualClock();
  private FakeCluster.FakeConnection connection =
      FakeCluster.connection(cluster.watched().connection(), cluster);

  private ClusterView view() {
    return new DefaultClusterView(
        connection, roster, Optional.empty(), clock.instant(), Duration.ofSeconds(1));
  }

  private void seeds(String... urls) {
    List<Endpoint> seeds = List.of(urls).stream().map(Endpoint::parse).toList();
    connection = FakeCluster.connection(ConnectionSpec.plain(seeds), cluster);
  }

  private static List<String> labels(ClusterView view) {
    return view.members().stream().map(ViewMember::label).toList();
  }

  @Test
  void oneSeedLeadsToAllMembers() {
    seeds("http://c1-m2:2379");
    assertThat(labels(view())).containsExactly("m1", "m2", "m3");
    assertThat(cluster.m(1).calls("memberList")).isZero();
    view().members();
    assertThat(cluster.m(1).calls("memberList")).isEqualTo(1);
  }

  @Test
  void aRoundThatLeftNothingInDoubtStandsForAWhile() {
    Duration recent = Duration.ofSeconds(40);
    assertThat(view().settled(recent)).isEmpty();
    view().statuses();
    cluster.members.forEach(m -> m.calls.clear());
    clock.advance(recent);

    ClusterView later = view();
    List<ViewMember> settled = later.settled(recent).orElseThrow();
    assertThat(settled).extracting(ViewMember::label).containsExactlyInAnyOrder("m1", "m2", "m3");
    assertThat(later.client(settled.get(0)).endpoint()).isEqualTo(cluster.m(1).endpoint());
    assertThat(cluster.members).allSatisfy(m -> assertThat(m.calls).isEmpty());

    clock.advance(Duration.ofMillis(1));
    assertThat(view().settled(recent)).as("too old").isEmpty();
    cluster.m(3).down = Optional.of(FailureCause.CONNECTION_REFUSED);
    view().statuses();
    assertThat(view().settled(recent)).as("one does not answer").isEmpty();
  }

  @Test
  void howeverManyFeaturesAskEachMemberIsReadOnce() throws Exception {
    view().statuses();
    cluster.members.forEach(m -> m.calls.clear());
    ClusterView view = view();
    try (ExecutorService features = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        done.add(
            features.submit(() -> {
              view.statuses();
              view.reads();
              view.alarms();
              view.trustedList();
            }));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
    for (FakeMember member : cluster.members) {
      assertThat(member.calls("status")).isEqualTo(1);
      assertThat(member.calls("memberList")).isEqualTo(1);
      assertThat(member.calls("read")).isEqualTo(1);
    }
    assertThat(cluster.m(1).calls("alarms")).isEqualTo(1);
    assertThat(cluster.m(2).calls("alarms")).isZero();
  }

  @Test
  void whenNobodyAnswersTheLastKnownMembersStay() {
    view().members();
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    ClusterView view = view();
    assertThat(labels(view)).containsExactly("m1", "m2", "m3");
    assertThat(view.members()).allMatch(ViewMember::identified);
    assertThat(view.statuses().values()).noneMatch(r -> r.ok());
    assertThat(view.trustedList()).isEmpty();
  }

  @Test
  void whenNobodyEverAnsweredTheSeedsStandIn() {
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    assertThat(view().members()).hasSize(3).noneMatch(ViewMember::identified);
    assertThat(view().seedReplies()).hasSize(3);
  }

  private static Recollection.Member before(String id, String name, String url) {
    return new Recollection.Member(
        id, name, url, true, MemberState.HEALTHY, "Serving", Optional.empty(), Optional.empty());
  }

  private void recall(String clusterId, Recollection.Member... members) {
    roster.recall(
        new Recollection.Cluster(Optional.of(clusterId), List.of(members), Optional.empty()));
  }

  private Recollection.Member before(int number) {
    return before("a" + number, "m" + number, "http://c1-m" + number + ":2379");
  }

  @Test
  void whomAFormerProcessKnewIsLookedForWhileNobodyGivesAList() {
    seeds("http://c1-m1:2379");
    recall("c1", before(1), before(2), before(3));
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    ClusterView silent = view();
    assertThat(labels(silent)).containsExactly("m1", "m2", "m3");
    assertThat(silent.recalled()).isTrue();
    assertThat(silent.statuses().values()).hasSize(3).noneMatch(r -> r.ok());
    assertThat(cluster.m(3).calls("status")).isPositive();

    cluster.m(2).down = Optional.empty();
    cluster.members.remove(2);
    ClusterView found = view();
    assertThat(found.recalled()).as("m2 gives a list").isFalse();
    assertThat(found.trustedList()).isPresent();
    assertThat(labels(view())).as("m3 was removed and does not run").containsExactly("m1", "m2");
  }

  @Test
  void aClusterIsFoundWhereAFormerProcessFoundItThoughNoSeedAnswers() {
    seeds("http://gone:2379");
    recall("c1", before(1));
    assertThat(labels(view())).containsExactly("m1", "m2", "m3");
  }

  @Test
  void whatAFormerProcessKnewOfAnotherClusterGoesWithTheFirstList() {
    recall("c2", before("b1", "n1", "http://c2-n1:2379"), before("a1", "m0", "http://c1-m1:2379"));
    ClusterView view = view();
    assertThat(labels(view)).containsExactly("m1", "m2", "m3");
    assertThat(view.recalled()).isFalse();
  }

  @Test
  void whatThisProcessHasReadIsNotReplacedByWhatAFormerOneKnew() {
    view().statuses();
    recall("c1", before("a9", "m9", "http://c1-m9:2379"));
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    ClusterView view = view();
    assertThat(labels(view)).containsExactly("m1", "m2", "m3");
    assertThat(view.recalled()).isFalse();
  }

  @Test
  void addressesThatNobodyCanDialAreNotDialledBecauseAFormerProcessWroteThem() {
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    recall("c1", before("a1", "m1", "unix:///run/etcd"), before("a2", "m2", ""));
    assertThat(view().members())
        .extracting(ViewMember::endpoints, ViewMember::advertised)
        .containsExactly(
            tuple(List.of(), List.of("unix:///run/etcd")), tuple(List.of(), List.of()));
    assertThat(view().statuses()).isEmpty();
  }

  @Test
  void theSeedsAreTheFallbackWhenTheMembersMoved() {
    seeds("http://c1-m1:2379");
    view().members();
    cluster.members.forEach(m -> m.down = Optional.of(FailureCause.CONNECTION_REFUSED));
    FakeCluster moved = new FakeCluster("c1x", 3);
    connection = FakeCluster.connection(connection.spec(), cluster, moved);
    cluster.byUrl.put("http://c1-m1:2379", moved.m(1));
    connection = FakeCluster.connection(connection.spec(), cluster, moved);

    assertThat(view().members())
        .extracting(m -> m.endpoints().get(0).toString())
        .contains("http://c1x-m1:2379");
  }

  @Test
  void aServiceThatLeadsToAnotherClusterNowIsFollowedThoughTheFormerLivesOn() {
    FakeCluster green = new FakeCluster("c2", 3);
    service(cluster.endpoints(), green);
    view().statuses();
    List<Endpoint> mixed = List.of(cluster.m(1).endpoint(), green.m(1).endpoint());
    service(mixed, green);
    assertThat(clusters(view())).as("some are the former's still").containsOnly("c1");

    service(List.of(Endpoint.parse("http://10.0.0.9:2379"), green.m(1).endpoint()), green);
    assertThat(clusters(view())).as("one that strayed there").containsOnly("c1");

    service(green.endpoints(), green);
    ClusterView expecting =
        new DefaultClusterView(
            connection, roster, Optional.of("c1"), clock.instant(), Duration.ofSeconds(1));
    assertThat(clusters(expecting)).as("the expected one comes first").containsOnly("c1");
    assertThat(clusters(view())).containsOnly("c2");
    assertThat(view().statuses().values())
        .hasSize(3)
        .allMatch(r -> r.value().orElseThrow().clusterId().equals("c2"));
  }

  private void service(List<Endpoint> addresses, FakeCluster other) {
    ConnectionSpec spec =
        new ConnectionSpec(
            addresses,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            EtcdApi.V3,
            Optional.of("etcd"));
    connection = FakeCluster.connection(spec, cluster, other);
  }

  private static List<String> clusters(ClusterView view) {
    return view.memberLists().values().stream().map(MemberList::clusterId).toList();
  }

  @Test
  void theListOfTheHighestTermIsBelieved() {
    List<MemberList.Member> all = view().memberLists().get("a1").members();
    cluster.m(1).ownList = Optional.of(all.subList(0, 2));
    cluster.m(2).ownList = Optional.of(all.subList(0, 2));
    cluster.m(3).term = 9;
    assertThat(view().trustedList().orElseThrow().members()).hasSize(3);
    cluster.m(3).term = 2;
    assertThat(view().trustedList().orElseThrow().members()).hasSize(2);
    cluster.m(3).term = 9;
    cluster.m(3).leaderId = Optional.empty();
    assertThat(view().trustedList().orElseThrow().members()).hasSize(2);
  }

  @Test
  void advertisedAddressesAreMappedAndThoseNobodyCanDialAreLeftOut() {
    cluster.m(1).clientUrls = List.of("http://10.0.0.1:2379", "unix:///run/etcd");
    connection =
        FakeCluster.connection(
            new ConnectionSpec(
                cluster.endpoints().subList(1, 3),
                Optional.empty(),
                Optional.empty(),
                Map.of("10.0.0.1:2379", "c1-m1:2379")),
            cluster);
    ClusterView view = view();
    ViewMember m1 = view.members().get(0);
    assertThat(m1.endpoints()).containsExactly(Endpoint.parse("http://c1-m1:2379"));
    assertThat(m1.advertised()).containsExactly("http://10.0.0.1:2379", "unix:///run/etcd");
    assertThat(view.statuses().get("a1").ok()).isTrue();
    assertThat(view.detours()).isEmpty();
  }

  @Test
  void aMemberInWhosePlaceAnotherAnswersIsReachedOnItsSeed() {
    cluster.byUrl.put("http://localhost:2379", cluster.m(1));
    cluster.m(1).clientUrls = List.of("http://localhost:2379");
    cluster.m(2).clientUrls = List.of("http://localhost:2379");
    cluster.m(3).clientUrls = List.of("http://localhost:2379", "http://c1-m3:2379");
    seeds("http://c1-m1:2379", "http://c1-m2:2379", "http://c1-m3:2379");

    ClusterView view = view();

    assertThat(view.detours())
        .containsOnly(Map.entry("a2", "http://c1-m2:2379"), Map.entry("a3", "http://c1-m3:2379"));
    assertThat(Responders.of(view)).hasSize(3);
    assertThat(view.client(view.members().get(1))).isSameAs(cluster.m(2));
    assertThat(connection.preferred)
        .as("a URL of its own on which a member was found comes first from now on")
        .containsOnly(
            Map.entry(view.members().get(2).endpoints(), Endpoint.parse("http://c1-m3:2379")));
  }

  /** What members advertise is plain text, and is not asked. */
  private void plainTextIsRefused() {
    for (FakeMember member : cluster.members) {
      FakeMember refused = new FakeCluster("refused", 0).add("0", "", "http://nobody:1");
      refused.down = Optional.of(FailureCause.PLAIN_TEXT_REFUSED);
      cluster.byUrl.put(member.clientUrls.get(0), refused);
      cluster.byUrl.put("https://" + member.name + ":443", member);
    }
  }

  private static Optional<FailureCause> failure(ClusterView view, String id) {
    return view.statuses().get(id).failure().map(EtcdFailure::cause);
  }

  @Test
  void aMemberThatIsNotAskedInPlainTextIsReachedOnItsSeed() {
    plainTextIsRefused();
    seeds("https://m1:443", "https://m2:443");

    ClusterView view = view();

    assertThat(view.detours())
        .containsOnly(Map.entry("a1", "https://m1:443"), Map.entry("a2", "https://m2:443"));
    assertThat(view.refused()).containsOnly("a1", "a2", "a3");
    assertThat(view.members())
        .filteredOn(view::overTls)
        .extracting(ViewMember::id)
        .containsExactly("a1", "a2");
    assertThat(Responders.of(view)).extracting(ViewMember::id).containsExactly("a1", "a2");
    assertThat(view.reads().get("a2").ok()).isTrue();
    assertThat(failure(view, "a3")).contains(FailureCause.PLAIN_TEXT_REFUSED);
  }

  @Test
  void itIsSilentWhereItsSeedIs() {
    plainTextIsRefused();
    seeds("https://m1:443", "https://m2:443", "https://m3:443");
    view().statuses();
    cluster.m(2).down = Optional.of(FailureCause.TIMEOUT);

    ClusterView view = view();

    assertThat(failure(view, "a2")).contains(FailureCause.TIMEOUT);
    assertThat(view.detours()).containsOnlyKeys("a1", "a3");
    cluster.m(2).down = Optional.empty();
    assertThat(view().detours()).containsOnlyKeys("a1", "a2", "a3");
  }

  @Test
  void aSeedBeforeSeveralMembersIsTakenForNone() {
    plainTextIsRefused();
    cluster.byUrl.put("https://all:443", cluster.m(1));
    seeds("https://all:443");
    assertThat(view().detours()).as("nobody else was ever seen there").containsOnlyKeys("a1");
    cluster.byUrl.put("https://all:443", cluster.m(2));
    seeds("https://all:443");

    ClusterView view = view();

    assertThat(view.detours()).isEmpty();
    assertThat(cluster.members)
        .allSatisfy(m -> assertThat(failure(view, m.id)).contains(FailureCause.PLAIN_TEXT_REFUSED));
    seeds("https://all:443", "https://m2:443");
    assertThat(view().detours())
        .as("it has one of its own")
        .containsOnly(Map.entry("a2", "https://m2:443"));
    cluster.members.remove(0);
    seeds("https://all:443");
    view().statuses();
    assertThat(view().detours()).as("the other one was removed").containsOnlyKeys("a2");
  }

  @Test
  void aLearnerTooMakesASeedOneBeforeSeveralMembers() {
    plainTextIsRefused();
    cluster.m(3).learner = true;
    cluster.byUrl.put("https://all:443", cluster.m(1));
    seeds("https://all:443", "https://m2:443");
    assertThat(view().detours()).containsOnlyKeys("a1", "a2");
    cluster.byUrl.put("https://all:443", cluster.m(3));
    seeds("https://all:443", "https://m2:443");

    ClusterView view = view();

    assertThat(view.detours()).containsOnlyKeys("a2");
    assertThat(failure(view, "a1")).contains(FailureCause.PLAIN_TEXT_REFUSED);
    assertThat(failure(view, "a3")).contains(FailureCause.PLAIN_TEXT_REFUSED);
  }

  @Test
  void anAddressThatAServiceLeftMayBeAnotherMembersLater() {
    plainTextIsRefused();
    cluster.byUrl.put("https://10.0.0.7:443", cluster.m(1));
    seeds("https://10.0.0.7:443", "https://m2:443");
    assertThat(view().detours()).containsOnlyKeys("a1", "a2");
    seeds("https://m1:443", "https://m3:443");
    assertThat(view().detours()).containsOnlyKeys("a1", "a3");

    cluster.byUrl.put("https://10.0.0.7:443", cluster.m(2));
    seeds("https://m1:443", "https://10.0.0.7:443");

    assertThat(view().detours())
        .containsOnly(Map.entry("a1", "https://m1:443"), Map.entry("a2", "https://10.0.0.7:443"));
  }

  @Test
  void behindOneAddressOnlyWhoAnswersIsAmongThoseThatDo() {
    cluster.members.forEach(m -> m.clientUrls = List.of("http://all:2379"));
    cluster.byUrl.put("http://all:2379", cluster.m(2));
    seeds("http://all:2379");

    ClusterView view = view();

    assertThat(Responders.of(view)).extracting(ViewMember::label).containsExactly("m2");
    assertThat(view.detours()).isEmpty();
  }

  @Test
  void aSeedThatIsALearnerIsKnownByItsStatus() {
    FakeMember learner = cluster.add("a4", "m4", "http://c1-m4:2379");
    learner.learner = true;
    learner.clientUrls = List.of("http://10.0.0.4:2379");
    seeds("http://c1-m4:2379", "http://c1-m1:2379");
    ClusterView view = view();
    assertThat(view.detours()).containsExactly(Map.entry("a4", "http://c1-m4:2379"));
  }

  @Test
  void channelsOfFormerMembersAreClosedAndNothingIsDoneWhenNothingChanged() {
    view().statuses();
    view().statuses();
    assertThat(connection.retained).hasSize(1);
    cluster.members.remove(2).down = Optional.of(FailureCause.CONNECTION_REFUSED);
    view().statuses();
    view().statuses();
    assertThat(connection.retained.size()).isLessThanOrEqualTo(2);
    seeds("http://c1-m1:2379");
    view().statuses();
    assertThat(connection.retained.get(0)).hasSize(2);
  }

  @Test
  void aMemberThatWasReplacedAtItsAddressIsForgotten() {
    view().statuses();
    cluster.members.remove(2);
    cluster.add("a4", "m3", "http://c1-m3:2379");
    connection = FakeCluster.connection(connection.spec(), cluster);

    ClusterView round = view();
    assertThat(Responders.of(round)).extracting(ViewMember::id).containsExactly("a1", "a2", "a4");
    assertThat(view().members()).extracting(ViewMember::id).containsExactly("a1", "a2", "a4");
  }

  @Test
  void alarmsComeFromTheLeaderElseFromWhoeverCan() {
    cluster.elect(1);
    view().alarms();
    assertThat(cluster.m(2).calls("alarms")).isEqualTo(1);
    cluster.m(2).failing.put("alarms", FailureCause.TIMEOUT);
    assertThat(view().alarms().ok()).isTrue();
    cluster.members.forEach(m -> m.failing.put("alarms", FailureCause.TIMEOUT));
    assertThat(view().alarms().failure().orElseThrow().message()).contains("m1:", "m2:", "m3:");
  }

  @Test
  void anAbandonedReaderLeavesTheReadToTheNext() throws Exception {
    Memo<String> memo =
        new Memo<>(() -> {
          if (Thread.currentThread().isInterrupted()) {
            throw new java.util.concurrent.CancellationException("the run was abandoned");
          }
          return "read";
        });
    Thread abandoned =
        Thread.ofVirtual()
            .unstarted(() -> {
              Thread.currentThread().interrupt();
              try {
                memo.get();
              } catch (java.util.concurrent.CancellationException e) {
                Thread.interrupted();
              }
            });
    abandoned.start();
    abandoned.join();
    assertThat(memo.get()).isEqualTo("read");
  }
}

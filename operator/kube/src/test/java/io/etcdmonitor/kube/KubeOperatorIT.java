package io.etcdmonitor.kube;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.FeatureSpec;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.ServiceRef;
import io.etcdmonitor.api.v1alpha1.TlsSpec;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.kube.calls.ApiCall;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.RealApi;
import io.etcdmonitor.kube.testing.TestConfig;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Kubernetes side against a real API server; the engine is a fake. */
class KubeOperatorIT {
  private final FakeEngine engine = FakeEngine.usual();
  private final ApiCallCounter calls = new ApiCallCounter();
  private RealApi api;
  private KubernetesClient admin;
  private KubernetesClient client;
  private KubeOperator operator;
  private String ns;

  @BeforeEach
  void start() {
    api = RealApi.get();
    admin = api.client();
    ns = api.namespace("kube");
    client = api.newClient(calls);
    operator =
        new KubeOperator(
            client,
            engine,
            TestConfig.of(Set.of(ns), KubeOperatorConfig.LeaseSettings.defaults(ns, "operator-0")),
            calls,
            Clock.systemUTC());
    operator.start();
  }

  @AfterEach
  void stop() {
    if (operator != null) {
      operator.close();
      client.close();
      onlyWhatIsGrantedWasCalled();
    }
  }

  private void onlyWhatIsGrantedWasCalled() {
    assertThat(calls.snapshot()).isNotEmpty();
    for (ApiCall call : calls.snapshot().keySet()) {
      assertThat(
              Stream.concat(
                  RequiredPermissions.ALL.stream(), RequiredPermissions.OF_EVERYBODY.stream()))
          .as("%s", call)
          .anyMatch(p ->
              p.apiGroup().equals(call.group())
                  && p.resource().equals(call.resource())
                  && p.verbs().contains(call.verb()));
    }
  }

  @Test
  void aClusterIsWatchedAndItsStatusWritten() {
    create("main", EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
    ClusterKey key = new ClusterKey(ns, "main");
    eventually(() -> assertThat(engine.watched).containsKey(key));
    assertThat(engine.probing).isTrue();
    assertThat(engine.watched.get(key).connection().seeds())
        .containsExactly(Endpoint.parse("http://10.0.0.1:2379"));
    eventually(() -> assertThat(status("main").health()).isEqualTo(Health.UNKNOWN));
    eventually(
        () -> assertThat(inspection("main-healthy").getStatus().phase()).isEqualTo(Phase.PENDING));

    engine.said.put(key, Assessments.healthy());
    InspectionKey healthy = new InspectionKey(key, "main-healthy");
    engine.publish(
        Assessments.result(healthy, "healthy", Verdict.PASSED, "QuorumHealthy", Instant.now()));

    eventually(() -> assertThat(status("main").health()).isEqualTo(Health.HEALTHY));
    EtcdClusterStatus status = status("main");
    assertThat(status.membersReady()).isEqualTo("3/3");
    assertThat(status.reason()).isEqualTo("QuorumHealthy");
    assertThat(status.members()).extracting(m -> m.name()).containsExactly("m1", "m2", "m3");
    assertThat(status.members().get(0).dbSize()).isEqualTo("20Ki");
    assertThat(status.observedGeneration()).isEqualTo(1);
    eventually(() -> {
      EtcdInspection i = inspection("main-healthy");
      assertThat(i.getStatus().phase()).isEqualTo(Phase.ACTIVE);
      assertThat(i.getStatus().verdict().word()).isEqualTo("Passed");
      assertThat(i.getStatus().lastRun()).isNotNull();
      assertThat(i.getMetadata().getOwnerReferences().get(0).getName()).isEqualTo("main");
    });

    engine.said.put(key, Assessments.quorumLost());
    engine.publish(
        Assessments.result(healthy, "healthy", Verdict.CRITICAL, "QuorumLost", Instant.now()),
        new Transition(
            key, healthy, TransitionType.QUORUM_LOST, true, "", "QuorumLost", "Quorum is lost."),
        new Transition(
            key, healthy, TransitionType.MEMBER_UNREACHABLE, true, "m2", "Timeout", "m2 is gone."));
    eventually(() -> assertThat(status("main").health()).isEqualTo(Health.CRITICAL));
    assertThat(status("main").members().get(1).dbSize()).as("nothing is carried over").isNull();
    assertThat(condition("main", "Available").getStatus()).isEqualTo("False");
    eventually(() ->
        assertThat(events("main"))
            .extracting(Event::getReason)
            .contains("QuorumLost", "MemberUnreachable"));
    assertThat(events("main"))
        .filteredOn(e -> e.getReason().equals("QuorumLost"))
        .singleElement()
        .satisfies(e -> {
          assertThat(e.getType()).isEqualTo("Warning");
          assertThat(e.getReportingController()).isEqualTo("etcdmonitor.io/operator");
          assertThat(e.getRegarding().getUid()).isEqualTo(cluster("main").getMetadata().getUid());
        });
  }

  @Test
  void aStatusIsAppliedByOurOwnFieldManagerAndAnEditedSpecIsNoConflict() {
    create("main", EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
    eventually(() -> assertThat(status("main").health()).isEqualTo(Health.UNKNOWN));
    edit("main", spec -> spec.description("edited meanwhile"));
    eventually(() -> assertThat(status("main").observedGeneration()).isEqualTo(2));
    assertThat(engine.watched.get(new ClusterKey(ns, "main")).description())
        .isEqualTo("edited meanwhile");
    assertThat(cluster("main").getMetadata().getManagedFields())
        .filteredOn(f -> "status".equals(f.getSubresource()))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.getManager()).isEqualTo(KubeNames.FIELD_MANAGER);
          assertThat(f.getOperation()).isEqualTo("Apply");
        });
  }

  @Test
  void aMissingSecretIsSaidAndRecoversByItself() {
    create(
        "tls",
        EtcdClusterSpec.builder()
            .endpoints(List.of("https://10.0.0.1:2379"))
            .tls(new TlsSpec("client", null, null))
            .build());
    ClusterKey key = new ClusterKey(ns, "tls");
    eventually(() -> assertThat(status("tls").reason()).isEqualTo("SecretNotFound"));
    eventually(
        () -> assertThat(events("tls")).extracting(Event::getReason).contains("SecretNotFound"));
    assertThat(engine.watched).doesNotContainKey(key);
    eventually(() ->
        assertThat(inspection("tls-healthy").getStatus().reason()).isEqualTo("SecretNotFound"));

    secret("client", Map.of("ca.pem", "one"));
    eventually(() ->
        assertThat(engine.watched.get(key).connection().tls().orElseThrow().caPem())
            .contains("one"));
    eventually(() ->
        assertThat(events("tls")).extracting(Event::getReason).contains("ConfigurationFixed"));

    secret("client", Map.of("ca.pem", "two"));
    eventually(() ->
        assertThat(engine.watched.get(key).connection().tls().orElseThrow().caPem())
            .contains("two"));

    engine.badPem = "broken";
    secret("client", Map.of("ca.pem", "broken"));
    eventually(() -> assertThat(status("tls").reason()).isEqualTo("TLSBadMaterial"));
    secret("client", Map.of("ca.pem", "three"));
    eventually(() -> assertThat(engine.watched).containsKey(key));
  }

  @Test
  void aServiceIsFollowed() {
    create(
        "svc",
        EtcdClusterSpec.builder()
            .provider("service")
            .service(new ServiceRef("etcd", 2379, null))
            .build());
    ClusterKey key = new ClusterKey(ns, "svc");
    eventually(() -> assertThat(status("svc").reason()).isEqualTo("ServiceNotFound"));
    admin
        .resource(
            new ServiceBuilder()
                .withMetadata(meta("etcd"))
                .withNewSpec()
                .withClusterIP("None")
                .addNewPort()
                .withPort(2379)
                .endPort()
                .endSpec()
                .build())
        .create();
    eventually(() -> assertThat(status("svc").reason()).isEqualTo("ServiceWithoutEndpoints"));
    slice("10.0.0.7");
    eventually(() ->
        assertThat(engine.watched.get(key).connection().seeds())
            .containsExactly(Endpoint.parse("http://10.0.0.7:2379")));
    slice("10.0.0.8", "10.0.0.9");
    eventually(() ->
        assertThat(engine.watched.get(key).connection().seeds())
            .extracting(Endpoint::host)
            .containsExactly("10.0.0.8", "10.0.0.9"));
  }

  @Test
  void featuresComeAndGoAndAPersonsInspectionIsNeverTouched() {
    person("mine", "main", "healthy", null);
    eventually(
        () -> assertThat(inspection("mine").getStatus().reason()).isEqualTo("ClusterNotFound"));
    assertThat(inspection("mine").getStatus().phase()).isEqualTo(Phase.PENDING);
    person("main-request", "main", "request", "1m");

    create(
        "main",
        EtcdClusterSpec.builder()
            .endpoints(List.of("http://10.0.0.1:2379"))
            .features(List.of(new FeatureSpec("helthy", true, null, null, null)))
            .build());
    ClusterKey key = new ClusterKey(ns, "main");
    InspectionKey mine = new InspectionKey(key, "mine");
    eventually(() -> assertThat(engine.states).containsKey(mine));
    assertThat(engine.states.get(mine).spec().primary()).isFalse();
    eventually(() ->
        assertThat(events("main"))
            .extracting(Event::getReason)
            .contains("FeatureUnknown", "InspectionNameTaken"));
    assertThat(inspection("main-request").getSpec().interval()).isEqualTo("1m");
    eventually(() ->
        assertThat(inspection("main-request").getStatus().reason())
            .isEqualTo("InspectionNameTaken"));
    assertThat(engine.states.get(new InspectionKey(key, "main-request")).spec().primary()).isTrue();

    eventually(() -> assertThat(inspection("main-healthy")).isNotNull());
    String first = inspection("main-healthy").getMetadata().getUid();
    admin.resources(EtcdInspection.class).inNamespace(ns).withName("main-healthy").delete();
    eventually(() ->
        assertThat(inspection("main-healthy").getMetadata().getUid())
            .as("is put back")
            .isNotEqualTo(first));

    edit(
        "main",
        spec -> spec.features(List.of(new FeatureSpec("healthy", false, null, null, null))));
    eventually(() -> assertThat(inspection("main-healthy")).isNull());
    assertThat(inspection("mine")).isNotNull();
    eventually(
        () -> assertThat(engine.states).doesNotContainKey(new InspectionKey(key, "main-healthy")));
  }

  @Test
  void aOneShotRunsOnceAndIsDeletedInTime() {
    create("main", EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
    ClusterKey key = new ClusterKey(ns, "main");
    EtcdInspection once = new EtcdInspection();
    once.setMetadata(meta("once"));
    once.setSpec(
        EtcdInspectionSpec.builder()
            .clusterName("main")
            .feature("request")
            .ttlAfterFinished("1m")
            .build());
    admin.resource(once).create();
    InspectionKey onceKey = new InspectionKey(key, "once");
    eventually(() -> assertThat(engine.states).containsKey(onceKey));
    engine.publish(
        Assessments.result(onceKey, "request", Verdict.PASSED, "RequestsNormal", Instant.now()));
    eventually(() -> assertThat(inspection("once").getStatus().phase()).isEqualTo(Phase.COMPLETED));
    assertThat(inspection("once").getStatus().verdict().word()).isEqualTo("Passed");

    person("bad", "main", "request", "10s", Map.of("nonsense", "1"));
    eventually(() -> {
      assertThat(inspection("bad").getStatus().phase()).isEqualTo(Phase.FAILED);
      assertThat(inspection("bad").getStatus().reason()).isEqualTo("SettingInvalid");
    });
  }

  @Test
  void suspendedAndDeleted() {
    create("main", EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
    ClusterKey key = new ClusterKey(ns, "main");
    eventually(() -> assertThat(engine.watched).containsKey(key));
    edit("main", spec -> spec.suspend(true));
    eventually(() -> assertThat(engine.watched).doesNotContainKey(key));
    eventually(() -> assertThat(status("main").reason()).isEqualTo("Suspended"));
    eventually(() ->
        assertThat(inspection("main-healthy").getStatus().phase()).isEqualTo(Phase.SUSPENDED));
    edit("main", spec -> spec.suspend(false));
    eventually(() -> assertThat(engine.watched).containsKey(key));
    eventually(() ->
        assertThat(events("main")).extracting(Event::getReason).contains("Suspended", "Resumed"));

    admin.resources(EtcdCluster.class).inNamespace(ns).withName("main").delete();
    eventually(() -> assertThat(engine.watched).doesNotContainKey(key));
    eventually(() -> assertThat(inspection("main-healthy")).isNull());
  }

  private EtcdCluster create(String name, EtcdClusterSpec spec) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(meta(name));
    cluster.setSpec(spec);
    return admin.resource(cluster).create();
  }

  /** The operator writes the same object: a conflict is tried again, as kubectl edit would. */
  private void edit(String name, java.util.function.UnaryOperator<EtcdClusterSpec.Builder> change) {
    eventually(() ->
        admin
            .resources(EtcdCluster.class)
            .inNamespace(ns)
            .withName(name)
            .edit(c -> {
              c.setSpec(change.apply(c.getSpec().toBuilder()).build());
              return c;
            }));
  }

  private void person(String name, String cluster, String feature, String interval) {
    person(name, cluster, feature, interval, Map.of());
  }

  private void person(
      String name, String cluster, String feature, String interval, Map<String, String> settings) {
    EtcdInspection inspection = new EtcdInspection();
    inspection.setMetadata(meta(name));
    inspection.setSpec(
        EtcdInspectionSpec.builder()
            .clusterName(cluster)
            .feature(feature)
            .interval(interval)
            .settings(settings)
            .build());
    admin.resource(inspection).create();
  }

  private void secret(String name, Map<String, String> data) {
    admin
        .resource(new SecretBuilder().withMetadata(meta(name)).withStringData(data).build())
        .serverSideApply();
  }

  private void slice(String... addresses) {
    var slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace(ns)
            .withName("etcd-1")
            .addToLabels("kubernetes.io/service-name", "etcd")
            .endMetadata()
            .withAddressType("IPv4");
    for (String address : addresses) {
      slice.addNewEndpoint().withAddresses(address).endEndpoint();
    }
    admin.resource(slice.build()).serverSideApply();
  }

  private io.fabric8.kubernetes.api.model.ObjectMeta meta(String name) {
    return new ObjectMetaBuilder().withNamespace(ns).withName(name).build();
  }

  private EtcdCluster cluster(String name) {
    return admin.resources(EtcdCluster.class).inNamespace(ns).withName(name).get();
  }

  private EtcdClusterStatus status(String name) {
    return cluster(name).getStatus();
  }

  private EtcdInspection inspection(String name) {
    return admin.resources(EtcdInspection.class).inNamespace(ns).withName(name).get();
  }

  private Condition condition(String name, String type) {
    return status(name).conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private List<Event> events(String object) {
    return admin.events().v1().events().inNamespace(ns).list().getItems().stream()
        .filter(e -> e.getRegarding().getName().equals(object))
        .toList();
  }
}

package io.etcdmonitor.e2e.chaos;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.e2e.alert.WebhookReceiver;
import io.etcdmonitor.e2e.demo.DemoApi;
import io.etcdmonitor.e2e.process.Cleanups;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestClusterBuilder;
import io.etcdmonitor.etcd.testing.TestPki;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that takes part: a Kubernetes API, replicas of the operator, a webhook, clusters. */
final class ChaosWorld implements AutoCloseable {
  static final String PASSWORD = "chaos-root";

  /** Alerts that wait for minutes by default are told within seconds here. */
  private static final String QUICK =
      WebhookReceiver.quick(
          "EtcdNoLeader", "EtcdNetworkPartition", "EtcdMemberDown", "EtcdClusterUnhealthy");

  private final Cleanups started = new Cleanups(System.err, "chaos: while cleaning up");
  private final List<Patient> patients = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final DemoApi api;
  private final WebhookReceiver hook;
  private final boolean sharded;
  private boolean hookAway;

  /** Starts it all. */
  ChaosWorld(int replicaCount, boolean sharded, Path logs) {
    this.sharded = sharded;
    try {
      api = started.keep(DemoApi.start(false));
      api.apply(
          "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}".formatted(Patient.NAMESPACE));
      hook = started.keep(WebhookReceiver.start());
      Path directory = Directories.temporary("etcd-monitor-chaos");
      started.keep(() -> Directories.delete(directory));
      Path alerts = hook.writeFile(directory.resolve("alerts.yaml"), QUICK);
      startPatients();
      startReplicas(replicaCount, alerts, logs);
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private void startPatients() {
    patient("three", builder(3, "3.5"), Optional.empty(), "");
    patient("one", builder(1, "3.4"), Optional.empty(), "");
    patient("five", builder(5, "3.4"), Optional.empty(), "");
    TestPki pki = new TestPki();
    patient("secure", builder(3, "3.5").mutualTls(pki).auth(PASSWORD), Optional.of(pki), PASSWORD);
  }

  private static EtcdTestClusterBuilder builder(int members, String version) {
    return EtcdTestCluster.builder()
        .members(members)
        .versions(EtcdInstallation.require(version))
        .clientProxies()
        .peerProxies();
  }

  private void patient(
      String name, EtcdTestClusterBuilder builder, Optional<TestPki> pki, String password) {
    EtcdTestCluster etcd = started.keep(builder.start());
    etcd.awaitLeader();
    patients.add(started.keep(new Patient(name, api, etcd, pki, password)));
  }

  private void startReplicas(int count, Path alerts, Path logs) {
    List<String> flags =
        new ArrayList<>(
            List.of("--lease-namespace", api.operatorNamespace(), "--alerts-file", "" + alerts));
    if (sharded) {
      flags.addAll(List.of("--sharding-stateful-set", "etcd-monitor"));
      statefulSet(count);
    }
    String kubeconfig = sharded ? api.adminKubeconfig() : api.operatorKubeconfig();
    for (int i = 0; i < count; i++) {
      replicas.add(started.keep(new Replica("etcd-monitor-" + i, kubeconfig, flags, logs)));
    }
    replicas.forEach(Replica::awaitReady);
  }

  private void statefulSet(int count) {
    api.apply(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: etcd-monitor, namespace: %s}
        spec:
          replicas: %d
          serviceName: etcd-monitor
          selector: {matchLabels: {app: etcd-monitor}}
          template:
            metadata: {labels: {app: etcd-monitor}}
            spec: {containers: [{name: operator, image: none}]}
        """
            .formatted(api.operatorNamespace(), count));
  }

  DemoApi api() {
    return api;
  }

  WebhookReceiver hook() {
    return hook;
  }

  boolean sharded() {
    return sharded;
  }

  List<Patient> patients() {
    return patients;
  }

  List<Replica> replicas() {
    return replicas;
  }

  boolean hookAway() {
    return hookAway;
  }

  void hookAway(boolean now) {
    hookAway = now;
  }

  /** Whether somebody may be unable to write what he saw. */
  boolean apiAway() {
    return replicas.stream().anyMatch(Replica::cutOff);
  }

  List<EtcdCluster> objects() {
    return api.admin()
        .resources(EtcdCluster.class)
        .inNamespace(Patient.NAMESPACE)
        .list()
        .getItems();
  }

  @Override
  public void close() {
    started.close();
  }
}

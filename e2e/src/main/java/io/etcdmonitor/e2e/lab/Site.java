package io.etcdmonitor.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.e2e.demo.DemoApi;
import io.etcdmonitor.e2e.process.Cleanups;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestClusterBuilder;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.TestPki;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One row's etcd and the object that has it watched. Used by one row's thread. */
final class Site implements AutoCloseable {
  static final String NAMESPACE = "lab";

  private static final ObjectNode USUAL =
      (ObjectNode)
          Serialization.unmarshal(
              """
              metrics: {interval: 5s}
              expected: {}
              thresholds:
                latency: 1s
                fsync: {warning: 500ms, critical: 2s}
                commit: {warning: 500ms, critical: 2s}
              features:
              - {name: healthy, interval: 5s, timeout: 4s}
              - {name: alarm, interval: 5s, timeout: 4s}
              - {name: request, interval: 5s, timeout: 4s}
              - {name: capacity, interval: 5s, timeout: 4s}
              - {name: disk, interval: 5s, timeout: 4s}
              - {name: certificate, interval: 5s, timeout: 4s}
              - {name: consistency, interval: 10s, timeout: 8s, settings: {fullHashInterval: 10s}}
              """,
              JsonNode.class);

  private final Row row;
  private final DemoApi api;
  private final Path directory;
  private final EtcdTestCluster etcd;
  private final ObjectNode spec = USUAL.deepCopy();
  private final Cleanups cleanups;
  private final Map<EtcdTestMember, Set<String>> cuts = new HashMap<>();
  private final List<Process> slowing = new ArrayList<>();
  private Optional<EtcdTestMember> victim = Optional.empty();
  private Optional<String> victimName = Optional.empty();
  private Optional<TestPki> authority = Optional.empty();
  private boolean applied;

  /** Starts the etcd; nobody watches it yet. */
  Site(Row row, DemoApi api) {
    this.row = row;
    this.api = api;
    this.cleanups = new Cleanups(System.err, "lab: while cleaning up row " + row.row());
    this.directory = Directories.temporary("etcd-monitor-lab");
    cleanups.keep(() -> Directories.delete(directory));
    try {
      Preparation preparation = new Preparation(this, row.set());
      this.etcd = cleanups.keep(preparation.start(builder(row.set())));
      etcd.leader();
      endpoints(etcd.endpoints().stream().map(Endpoint::toString).toList());
      preparation.spec(spec);
      merge(spec, row.spec());
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private static EtcdTestClusterBuilder builder(Row.Setup set) {
    EtcdTestClusterBuilder builder =
        EtcdTestCluster.builder()
            .members(set.members())
            .versions(
                set.etcd().isEmpty()
                    ? new EtcdInstallation[] {EtcdInstallation.require("3.5")}
                    : set.etcd().stream()
                        .map(EtcdInstallation::require)
                        .toArray(EtcdInstallation[]::new));
    set.flags().forEach((name, value) -> builder.flags("--" + name + "=" + value));
    if (set.has("peer-proxies")) {
      builder.peerProxies();
    }
    if (set.has("client-proxies")) {
      builder.clientProxies();
    }
    return builder;
  }

  Row row() {
    return row;
  }

  EtcdTestCluster etcd() {
    return etcd;
  }

  Path directory() {
    return directory;
  }

  /** Undone at the end, the last first. */
  void atEnd(AutoCloseable cleanup) {
    cleanups.keep(cleanup);
  }

  /** Whose connections are cut at a member's peer port. */
  Set<String> cutAt(EtcdTestMember listener) {
    return cuts.getOrDefault(listener, Set.of());
  }

  void cutAt(EtcdTestMember listener, Set<String> openers) {
    cuts.put(listener, openers);
  }

  /** A process that slows a member down until it is ended. */
  void slowing(Process process) {
    slowing.add(process);
    atEnd(this::endSlowing);
  }

  void endSlowing() {
    slowing.forEach(Process::destroy);
    slowing.clear();
  }

  /** Who is hurt: what {@code $it} stands for. */
  EtcdTestMember hurt(EtcdTestMember member) {
    victim = Optional.of(member);
    victimName = Optional.of(member.name());
    return member;
  }

  /** The same for what is no member of the set. */
  void hurt(String name) {
    victimName = Optional.of(name);
  }

  EtcdTestMember it() {
    return victim.orElseThrow(() -> new IllegalStateException("no member was hurt yet"));
  }

  String victim() {
    return victimName.orElse("");
  }

  /** Whom the table means: a member's name, leader, follower, other (a follower not hurt), it. */
  EtcdTestMember member(String word) {
    return switch (word) {
      case "it" -> it();
      case "leader" -> etcd.leader();
      case "follower" -> etcd.follower();
      case "other" -> other();
      default ->
          etcd.members().stream()
              .filter(m -> m.name().equals(word))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no member " + word));
    };
  }

  private EtcdTestMember other() {
    EtcdTestMember leader = etcd.leader();
    return etcd.members().stream()
        .filter(m -> m.running() && m != leader && victim.filter(v -> v == m).isEmpty())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no other follower"));
  }

  void authority(TestPki pki) {
    authority = Optional.of(pki);
  }

  /** Who signed the certificates of this row. */
  TestPki authority() {
    return authority.orElseThrow(() -> new IllegalStateException("this row has no TLS"));
  }

  List<String> endpoints() {
    List<String> urls = new ArrayList<>();
    spec.withArray("endpoints").forEach(url -> urls.add(url.asText()));
    return urls;
  }

  void endpoints(List<String> urls) {
    var array = spec.putArray("endpoints");
    urls.forEach(array::add);
  }

  ObjectNode spec() {
    return spec;
  }

  /** Has it watched, or tells of a changed spec. */
  void apply() {
    api.applyCluster(NAMESPACE, row.cluster(), spec);
    applied = true;
  }

  /** Tells of a changed spec if it is watched already. */
  void applyAgain() {
    if (applied) {
      apply();
    }
  }

  /** Writes the Secret of this row with this name. */
  void secret(String name, Map<String, String> data) {
    api.applySecret(NAMESPACE, secretName(name), data);
  }

  String secretName(String name) {
    return row.cluster() + "-" + name;
  }

  private static void merge(ObjectNode into, JsonNode more) {
    more.properties()
        .forEach(field -> {
          JsonNode there = into.get(field.getKey());
          if (there instanceof ObjectNode object && field.getValue().isObject()) {
            merge(object, field.getValue());
          } else {
            into.set(field.getKey(), field.getValue());
          }
        });
  }

  @Override
  public void close() {
    try (cleanups) {
      if (applied) {
        api.admin()
            .resources(EtcdCluster.class)
            .inNamespace(NAMESPACE)
            .withName(row.cluster())
            .delete();
      }
    }
  }
}

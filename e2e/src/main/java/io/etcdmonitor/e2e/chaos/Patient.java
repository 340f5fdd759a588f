package io.etcdmonitor.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.e2e.demo.DemoApi;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.TestPki;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One etcd cluster, the object that has it watched, and what was done to both. */
final class Patient implements AutoCloseable {
  static final String NAMESPACE = "chaos";

  private static final ObjectNode USUAL =
      (ObjectNode)
          Serialization.unmarshal(
              """
              metrics: {interval: 5s}
              thresholds:
                latency: 4s
                leaderChangesPerHour: 1000
                fsync: {warning: 20s, critical: 40s}
                commit: {warning: 20s, critical: 40s}
              features:
              - {name: healthy, interval: 5s, timeout: 4s}
              - {name: alarm, interval: 5s, timeout: 4s}
              - {name: request, interval: 5s, timeout: 4s}
              - {name: capacity, interval: 5s, timeout: 4s}
              - {name: disk, enabled: false}
              - {name: certificate, interval: 5s, timeout: 4s}
              - {name: consistency, enabled: false}
              - {name: version, enabled: false}
              """,
              JsonNode.class);

  /** Who was not touched for so long has been told of for the last time. */
  private static final Duration LONG_WELL = Duration.ofSeconds(90);

  private final String name;
  private final DemoApi api;
  private final EtcdTestCluster etcd;
  private final Optional<TestPki> pki;
  private final ObjectNode spec = USUAL.deepCopy();
  private final Set<EtcdTestMember> frozen = new HashSet<>();
  private final Set<EtcdTestMember> hidden = new HashSet<>();
  private final Set<EtcdTestMember> removed = new HashSet<>();
  private EtcdTestMember isolated;
  private EtcdTestMember alarmed;
  private boolean suspended;
  private boolean deleted;
  private boolean unseen;
  private final Falls falls = new Falls();
  private long touched = System.nanoTime();

  Patient(
      String name, DemoApi api, EtcdTestCluster etcd, Optional<TestPki> pki, String rootPassword) {
    this.name = name;
    this.api = api;
    this.etcd = etcd;
    this.pki = pki;
    etcd.members().forEach(EtcdTestMember::rawId);
    pki.ifPresent(authority -> {
      rotate();
      spec.putObject("tls").put("secretName", name + "-tls");
    });
    if (!rootPassword.isEmpty()) {
      password(rootPassword);
      spec.putObject("auth").put("secretName", name + "-auth");
    }
    endpoints(etcd.members());
    apply();
  }

  String name() {
    return name;
  }

  EtcdTestCluster etcd() {
    return etcd;
  }

  ObjectNode spec() {
    return spec;
  }

  /** Its object, if it is among those. */
  Optional<EtcdCluster> object(List<EtcdCluster> objects) {
    return objects.stream().filter(o -> o.getMetadata().getName().equals(name)).findFirst();
  }

  void endpoints(List<EtcdTestMember> members) {
    var array = spec.putArray("endpoints");
    members.forEach(m -> array.add(m.endpoint().toString()));
  }

  void apply() {
    api.applyCluster(NAMESPACE, name, spec);
    unseen |= deleted;
    deleted = false;
  }

  /** Whether no member could be seen since the object was made again: nobody knows who they are. */
  boolean unseen() {
    unseen &= members().stream().noneMatch(this::visible);
    return unseen;
  }

  void delete() {
    api.admin().resources(EtcdCluster.class).inNamespace(NAMESPACE).withName(name).delete();
    deleted = true;
  }

  boolean tls() {
    return pki.isPresent();
  }

  /** Another client certificate in the Secret. */
  void rotate() {
    TestPki authority = pki.orElseThrow();
    TestPki.Issued client = authority.client("etcd-monitor");
    api.applySecret(
        NAMESPACE,
        name + "-tls",
        Map.of(
            "ca.crt", authority.caPem(),
            "tls.crt", client.certificatePem(),
            "tls.key", client.keyPem()));
  }

  void password(String password) {
    api.applySecret(NAMESPACE, name + "-auth", Map.of("username", "root", "password", password));
  }

  /** The members that etcd has, as far as what was done tells. */
  List<EtcdTestMember> members() {
    return etcd.members().stream().filter(m -> !removed.contains(m)).toList();
  }

  void freeze(EtcdTestMember member) {
    member.freeze();
    frozen.add(member);
  }

  void thaw(EtcdTestMember member) {
    member.thaw();
    frozen.remove(member);
  }

  void hide(EtcdTestMember member, boolean silently) {
    if (silently) {
      member.clientProxy().blackHole();
    } else {
      member.clientProxy().cut();
    }
    hidden.add(member);
  }

  void show(EtcdTestMember member) {
    member.clientProxy().forward();
    hidden.remove(member);
  }

  /** Nothing passes between it and the other members, whoever opens the connection. */
  void isolate(EtcdTestMember member) {
    isolated = member;
    Set<String> others = new HashSet<>();
    for (EtcdTestMember other : members()) {
      if (other != member) {
        others.add(other.id());
        other.peerProxy().cutFrom(Set.of(member.id()));
      }
    }
    member.peerProxy().cutFrom(others);
  }

  void join() {
    isolated = null;
    members().forEach(m -> m.peerProxy().forward());
  }

  void alarm(EtcdTestMember member) {
    serving().get(0).admin().activateAlarm(member.rawId(), EtcdAdmin.NOSPACE);
    alarmed = member;
  }

  void disarm() {
    serving().get(0).admin().disarmAlarm(alarmed.rawId(), EtcdAdmin.NOSPACE);
    alarmed = null;
  }

  /** Puts a new member in and takes another out; once, for who is gone stays in etcd's flags. */
  void replace(EtcdTestMember member) {
    etcd.addMember().awaitServing();
    etcd.removeMember(member);
    removed.add(member);
    member.kill();
    endpoints(members());
    apply();
  }

  boolean replaced() {
    return !removed.isEmpty();
  }

  void suspend(boolean now) {
    spec.put("suspend", now);
    suspended = now;
    apply();
  }

  boolean up(EtcdTestMember member) {
    return member.running() && !frozen.contains(member);
  }

  /** Whether the operator can talk to it. */
  boolean visible(EtcdTestMember member) {
    return up(member) && !hidden.contains(member);
  }

  /** The members that can serve: those of a majority that is connected. */
  List<EtcdTestMember> serving() {
    List<EtcdTestMember> part =
        members().stream().filter(m -> up(m) && (m != isolated || members().size() == 1)).toList();
    return part.size() > members().size() / 2 ? part : List.of();
  }

  boolean faultless() {
    return !suspended
        && !deleted
        && isolated == null
        && alarmed == null
        && members().stream().allMatch(this::visible);
  }

  boolean frozen(EtcdTestMember member) {
    return frozen.contains(member);
  }

  boolean hidden(EtcdTestMember member) {
    return hidden.contains(member);
  }

  Optional<EtcdTestMember> isolated() {
    return Optional.ofNullable(isolated);
  }

  Optional<EtcdTestMember> alarmed() {
    return Optional.ofNullable(alarmed);
  }

  boolean suspended() {
    return suspended;
  }

  boolean deleted() {
    return deleted;
  }

  Falls falls() {
    return falls;
  }

  /** Something is done to it now. */
  void touch() {
    touched = System.nanoTime();
  }

  /** Whether at that time it was well and nobody had touched it for long. */
  boolean longWell(long nanos) {
    return faultless() && nanos - touched > LONG_WELL.toNanos();
  }

  @Override
  public void close() {
    frozen.forEach(EtcdTestMember::thaw);
    etcd.close();
  }
}

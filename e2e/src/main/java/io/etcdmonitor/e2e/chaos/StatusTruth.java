package io.etcdmonitor.e2e.chaos;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.api.v1alpha1.MemberState;
import io.etcdmonitor.api.v1alpha1.MemberStatus;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares one status with what was done to the cluster. */
final class StatusTruth {
  private final Patient patient;
  private final List<String> untrue = new ArrayList<>();

  private StatusTruth(Patient patient) {
    this.patient = patient;
  }

  /** What is not true, in words; empty when all is. */
  static List<String> of(Patient patient, Optional<EtcdCluster> object) {
    StatusTruth truth = new StatusTruth(patient);
    truth.look(object);
    return truth.untrue.stream().map(t -> patient.name() + ": " + t).toList();
  }

  private void look(Optional<EtcdCluster> object) {
    if (patient.deleted()) {
      expect(object.isEmpty(), "the object is still there");
      return;
    }
    if (object.isEmpty() || object.get().getStatus() == null) {
      untrue.add("no status");
      return;
    }
    EtcdClusterStatus status = object.get().getStatus();
    expect(
        Objects.equals(status.observedGeneration(), object.get().getMetadata().getGeneration()),
        "observedGeneration %s, generation %s"
            .formatted(status.observedGeneration(), object.get().getMetadata().getGeneration()));
    if (patient.suspended()) {
      expect(status.health() == Health.UNKNOWN, "%s while suspended".formatted(status.health()));
      expect(condition(status, "Suspended").equals("True"), "does not say that it is suspended");
      expect(status.alerts().isEmpty(), "open alerts while suspended: %s".formatted(rules(status)));
      return;
    }
    health(status);
    members(status);
    leader(status);
  }

  private void health(EtcdClusterStatus status) {
    boolean quorum = !patient.serving().isEmpty();
    boolean someoneServes = patient.serving().stream().anyMatch(patient::visible);
    String said = status.health() + " " + status.reason() + ": " + status.message();
    if (patient.falls().many() && "MemberFlapping".equals(status.reason())) {
      expect(status.health() == Health.WARNING, "a warning, but: %s".formatted(said));
    } else if (patient.faultless()) {
      expect(status.health() == Health.HEALTHY, "is well, but: %s".formatted(said));
      expect(
          status.alerts().isEmpty(), "is well, but alerts are open: %s".formatted(rules(status)));
    } else {
      expect(status.health() != Health.HEALTHY, "is not well, but: %s".formatted(said));
      expect(status.health() != Health.UNKNOWN, "could be known, but: %s".formatted(said));
    }
    if (!quorum || patient.alarmed().isPresent()) {
      expect(status.health() == Health.CRITICAL, "is critical, but: %s".formatted(said));
    }
    String available = condition(status, "Available");
    if (patient.alarmed().isPresent()) {
      expect(available.equals("False"), "takes no writes, but Available is " + available);
    } else if (someoneServes) {
      expect(
          available.equals("True"), "serves, but Available is %s: %s".formatted(available, said));
    } else if (!quorum) {
      expect(
          available.equals("False"),
          "does not serve, but Available is %s: %s".formatted(available, said));
    } else {
      expect(
          !available.equals("True"), "nobody can know, but Available is True: %s".formatted(said));
    }
  }

  private void members(EtcdClusterStatus status) {
    Set<String> ids = new TreeSet<>();
    patient.members().forEach(m -> ids.add(m.id()));
    Set<String> said =
        status.members().stream()
            .map(MemberStatus::id)
            .collect(Collectors.toCollection(TreeSet::new));
    if (patient.unseen() && said.isEmpty()) {
      return;
    }
    expect(said.equals(ids), "members are %s, it says %s".formatted(ids, said));
    for (EtcdTestMember member : patient.members()) {
      status.members().stream()
          .filter(m -> m.id().equals(member.id()))
          .forEach(m -> member(member, m));
    }
  }

  private void member(EtcdTestMember member, MemberStatus said) {
    if (patient.alarmed().filter(a -> a == member).isPresent()) {
      return;
    }
    // One that starts without the others accepts connections and says nothing.
    Set<MemberState> states =
        !patient.visible(member)
            ? Set.of(MemberState.UNREACHABLE)
            : patient.serving().contains(member)
                ? Set.of(MemberState.HEALTHY)
                : Set.of(MemberState.UNHEALTHY, MemberState.UNREACHABLE);
    expect(
        states.contains(said.state()),
        "%s is %s, it says %s %s: %s"
            .formatted(member.name(), states, said.state(), said.reason(), said.message()));
    expect(
        said.endpoint() == null || said.endpoint().equals(member.endpoint().toString()),
        "%s is at %s, it says %s".formatted(member.name(), member.endpoint(), said.endpoint()));
  }

  private void leader(EtcdClusterStatus status) {
    List<EtcdTestMember> serving = patient.serving();
    if (serving.isEmpty()) {
      expect(status.leader() == null, "has no leader, it says %s".formatted(status.leader()));
      return;
    }
    if (serving.stream().noneMatch(patient::visible)) {
      return;
    }
    String leader = Long.toHexString(serving.get(0).admin().status().getLeader());
    expect(
        status.leader() != null && leader.equals(status.leader().id()),
        "the leader is %s, it says %s".formatted(leader, status.leader()));
  }

  private void expect(boolean holds, String what) {
    if (!holds) {
      untrue.add(what);
    }
  }

  private static List<String> rules(EtcdClusterStatus status) {
    return status.alerts().stream()
        .map(a -> a.rule() + (a.member() == null ? "" : "/" + a.member()))
        .toList();
  }

  static String condition(EtcdClusterStatus status, String type) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals(type))
        .map(c -> c.getStatus())
        .findFirst()
        .orElse("");
  }
}

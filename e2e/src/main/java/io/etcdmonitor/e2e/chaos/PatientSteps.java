package io.etcdmonitor.e2e.chaos;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What can be done to one cluster and to its object now. */
final class PatientSteps {
  private static final int LONG_INTERVAL = 10;
  private static final int SHORT_INTERVAL = 5;

  private final Patient patient;
  private final Random random;
  private final List<Step> steps = new ArrayList<>();

  private PatientSteps(Patient patient, Random random) {
    this.patient = patient;
    this.random = random;
  }

  static List<Step> of(Patient patient, boolean apiAway, Random random) {
    PatientSteps steps = new PatientSteps(patient, random);
    patient.members().forEach(steps::ofMember);
    steps.ofCluster();
    if (!apiAway) {
      steps.ofObject();
    }
    return steps.steps;
  }

  private void hurt(String what, Step.Deed deed) {
    steps.add(Step.hurt(patient.name() + ": " + what, touching(deed)));
  }

  private void fall(String what, Step.Deed deed) {
    hurt(
        what,
        () -> {
          patient.falls().add();
          deed.run();
        });
  }

  private void mend(String what, Step.Deed deed) {
    steps.add(Step.mend(patient.name() + ": " + what, touching(deed)));
  }

  private Step.Deed touching(Step.Deed deed) {
    return () -> {
      patient.touch();
      deed.run();
      patient.touch();
    };
  }

  private void ofMember(EtcdTestMember member) {
    String name = member.name();
    if (!member.running()) {
      mend("start " + name, member::launchAgain);
      return;
    }
    if (patient.frozen(member)) {
      mend("thaw " + name, () -> patient.thaw(member));
      return;
    }
    if (patient.hidden(member)) {
      mend("show " + name, () -> patient.show(member));
      return;
    }
    fall("kill " + name, member::kill);
    fall("stop " + name, member::stop);
    fall("freeze " + name, () -> patient.freeze(member));
    fall("hide " + name, () -> patient.hide(member, false));
    fall("silence " + name, () -> patient.hide(member, true));
  }

  private void ofCluster() {
    List<EtcdTestMember> members = patient.members();
    List<EtcdTestMember> serving = patient.serving();
    patient.isolated().ifPresent(m -> mend("join " + m.name(), patient::join));
    patient
        .alarmed()
        .filter(m -> !serving.isEmpty())
        .ifPresent(m -> mend("disarm", patient::disarm));
    if (members.size() > 1 && patient.isolated().isEmpty()) {
      EtcdTestMember member = any(members);
      fall("isolate " + member.name(), () -> patient.isolate(member));
    }
    if (serving.size() == members.size() && patient.isolated().isEmpty()) {
      EtcdTestMember member = any(members);
      if (patient.alarmed().isEmpty()) {
        hurt("NOSPACE of " + member.name(), () -> patient.alarm(member));
      }
      if (members.size() > 1) {
        hurt("move the leader", this::moveLeader);
        if (!patient.replaced() && patient.faultless()) {
          hurt("replace " + member.name(), () -> patient.replace(member));
        }
      }
    }
  }

  private void moveLeader() {
    EtcdTestMember target = patient.etcd().follower();
    patient.etcd().leader().admin().moveLeader(target.rawId());
  }

  private void ofObject() {
    if (patient.deleted()) {
      mend("make the object again", patient::apply);
      return;
    }
    if (patient.suspended()) {
      mend("resume", () -> patient.suspend(false));
    } else {
      hurt("suspend", () -> patient.suspend(true));
    }
    hurt("delete the object", patient::delete);
    hurt(
        "delete the object and make it again",
        () -> {
          patient.delete();
          patient.apply();
        });
    hurt("another interval", this::interval);
    hurt("switch a feature", this::feature);
    if (patient.tls()) {
      hurt("rotate the client certificate", patient::rotate);
      if (patient.serving().size() == patient.members().size()) {
        hurt("change the password", this::password);
      }
    }
  }

  private void interval() {
    ObjectNode healthy = (ObjectNode) ((ArrayNode) patient.spec().get("features")).get(0);
    boolean isShort = healthy.get("interval").asText().equals(SHORT_INTERVAL + "s");
    healthy.put("interval", (isShort ? LONG_INTERVAL : SHORT_INTERVAL) + "s");
    patient.apply();
  }

  private void feature() {
    ObjectNode feature = (ObjectNode) ((ArrayNode) patient.spec().get("features")).get(2);
    feature.put("enabled", !feature.path("enabled").asBoolean(true));
    patient.apply();
  }

  private void password() {
    String next = "chaos-" + random.nextInt(1_000_000);
    patient.serving().get(0).admin().changePassword("root", next);
    patient.etcd().signInAs(Optional.of(new Credentials("root", next)));
    patient.password(next);
  }

  private EtcdTestMember any(List<EtcdTestMember> members) {
    return members.get(random.nextInt(members.size()));
  }
}

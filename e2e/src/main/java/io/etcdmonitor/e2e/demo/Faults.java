package io.etcdmonitor.e2e.demo;

import com.google.protobuf.ByteString;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Locale;

/**
 * Ways to break the demo's etcd, and to mend it. Safe to call from several threads: one at a time.
 */
final class Faults {
  private static final int VALUE_BYTES = 64 * 1024;
  private static final String FILL = "demo/fill/";
  private static final String KEY = "demo/greeting";
  private static final String WRITABLE = "demo/writable-again";
  private static final String TRUE_VALUE =
      "hello-from-the-demo-of-etcd-monitor-the-true-value------";
  private static final String FALSE_VALUE =
      "hello-from-the-demo-of-etcd-monitor-A-FALSE-VALUE-!!!!!!";

  /** What can be done, as a person types it. */
  static final List<String> WORDS =
      List.of(
          "stop m2       end a member (SIGTERM)                     start m2    start it again",
          "freeze m2     it keeps its sockets but answers nothing   thaw m2     let it go on",
          "kill-all      end all members at once (SIGKILL)          start-all   start what does not run",
          "fill-quota    write until etcd raises NOSPACE            free-quota  delete, compact, defragment, disarm",
          "diverge m3    change a value in one member's database    mend m3     change it back");

  private final EtcdTestCluster etcd;

  Faults(EtcdTestCluster etcd) {
    this.etcd = etcd;
    etcd.member(0).admin().put(KEY, TRUE_VALUE);
  }

  /**
   * Does what was typed.
   *
   * @return what was done, in a sentence
   * @throws IllegalArgumentException in one sentence, when it is not understood or not possible now
   */
  synchronized String run(String command, String argument) {
    return switch (command.toLowerCase(Locale.ROOT)) {
      case "stop" -> stop(member(argument));
      case "start" -> start(member(argument));
      case "freeze" -> freeze(member(argument));
      case "thaw" -> thaw(member(argument));
      case "kill-all" -> killAll();
      case "start-all" -> startAll();
      case "fill-quota" -> fill();
      case "free-quota" -> free();
      case "diverge" -> change(member(argument), TRUE_VALUE, FALSE_VALUE);
      case "mend" -> change(member(argument), FALSE_VALUE, TRUE_VALUE);
      default ->
          throw new IllegalArgumentException(
              "not understood: " + command + "; help lists the words");
    };
  }

  private EtcdTestMember member(String name) {
    return etcd.members().stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "name one of the members "
                    + String.join(
                        ", ", etcd.members().stream().map(EtcdTestMember::name).toList())));
  }

  private static String stop(EtcdTestMember member) {
    requireRunning(member);
    member.thaw();
    member.stop();
    return member.name() + " is stopped";
  }

  private static String start(EtcdTestMember member) {
    if (member.running()) {
      throw new IllegalArgumentException(member.name() + " is running already");
    }
    member.launchAgain();
    return member.name() + " is started";
  }

  private static String freeze(EtcdTestMember member) {
    requireRunning(member);
    member.freeze();
    return member.name() + " is frozen: it accepts connections and answers nothing";
  }

  private static String thaw(EtcdTestMember member) {
    requireRunning(member);
    member.thaw();
    return member.name() + " goes on";
  }

  private static void requireRunning(EtcdTestMember member) {
    if (!member.running()) {
      throw new IllegalArgumentException(
          "%s does not run: start %s".formatted(member.name(), member.name()));
    }
  }

  private String killAll() {
    etcd.members().stream().filter(EtcdTestMember::running).forEach(EtcdTestMember::kill);
    return "all members are killed: the cluster has no quorum";
  }

  private String startAll() {
    List<EtcdTestMember> down = etcd.members().stream().filter(m -> !m.running()).toList();
    down.forEach(EtcdTestMember::launchAgain);
    return "started " + String.join(", ", down.stream().map(EtcdTestMember::name).toList());
  }

  private EtcdAdmin anyAdmin() {
    return etcd.members().stream()
        .filter(EtcdTestMember::running)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no member runs: start-all"))
        .admin();
  }

  private String fill() {
    EtcdAdmin admin = anyAdmin();
    ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
    int written = 0;
    try {
      while (written < 10_000) {
        admin.put(FILL + written, value);
        written++;
      }
    } catch (StatusRuntimeException e) {
      return "wrote %d values of 64 KiB, then etcd said: %s".formatted(written, e.getMessage());
    }
    return "wrote " + written + " values of 64 KiB; the quota was not reached";
  }

  private String free() {
    EtcdAdmin admin = anyAdmin();
    try {
      admin.deletePrefix(FILL);
      admin.compact(admin.status().getHeader().getRevision());
      etcd.members().stream().filter(EtcdTestMember::running).forEach(m -> m.admin().defragment());
      admin.alarms().forEach(a -> admin.disarmAlarm(a.getMemberID(), a.getAlarmValue()));
      admin.put(WRITABLE, "yes");
    } catch (StatusRuntimeException e) {
      throw new IllegalArgumentException("etcd refused: " + e.getMessage(), e);
    }
    return "deleted the values, compacted, defragmented, disarmed the alarm, and wrote a key to prove it";
  }

  private static String change(EtcdTestMember member, String from, String to) {
    requireRunning(member);
    try {
      member.corruptValue(from, to);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          "%s does not hold that value in its database file".formatted(member.name()), e);
    }
    return "%s now holds '%s' under %s".formatted(member.name(), to, KEY);
  }
}

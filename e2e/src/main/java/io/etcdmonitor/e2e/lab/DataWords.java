package io.etcdmonitor.e2e.lab;

import com.google.protobuf.ByteString;
import io.etcdmonitor.e2e.lab.Words.Word;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Words for data, disks and alarms. */
final class DataWords {
  private static final String KEY = "lab/greeting";
  private static final String TRUE_VALUE = "the-true-value-of-the-failure-lab-of-etcd-monitor-0";
  private static final int BIG = 64 * 1024;

  /** Who may not attach has ended by then. */
  private static final Duration ATTACHED = Duration.ofMillis(500);

  private DataWords() {}

  static void addTo(Map<String, Word> words) {
    words.put("put", (site, how) -> put(site, how));
    words.put(
        "put-at-leader",
        (site, how) -> {
          EtcdAdmin leader = site.etcd().leader().admin();
          String value = "v".repeat(Integer.parseInt(how.get(2)));
          for (int i = Integer.parseInt(how.get(1)); i > 0; i--) {
            leader.put(how.get(0) + i, value);
          }
        });
    words.put("fill-quota", (site, none) -> fill(site));
    words.put("free-quota", (site, none) -> free(site));
    words.put(
        "delete",
        (site, prefix) -> {
          EtcdAdmin admin = admin(site);
          admin.deletePrefix(prefix.get(0));
          admin.compact(admin.status().getHeader().getRevision());
        });
    words.put(
        "defragment",
        (site, who) -> {
          if (who.get(0).equals("all")) {
            site.etcd().members().forEach(m -> m.admin().defragment());
          } else {
            site.member(who.get(0)).admin().defragment();
          }
        });
    words.put(
        "raise-corrupt",
        (site, who) -> {
          EtcdTestMember member = site.hurt(site.member(who.get(0)));
          admin(site).activateAlarm(member.rawId(), EtcdAdmin.CORRUPT);
        });
    words.put(
        "disarm",
        (site, none) -> {
          EtcdAdmin admin = admin(site);
          admin.alarms().forEach(a -> admin.disarmAlarm(a.getMemberID(), a.getAlarmValue()));
        });
    words.put("write-truth", (site, none) -> admin(site).put(KEY, TRUE_VALUE));
    words.put(
        "diverge",
        (site, how) -> {
          site.hurt(site.member(how.get(0))).corruptValue(TRUE_VALUE, falsehood(how.get(1)));
          site.it().awaitServing();
        });
    words.put(
        "mend-data",
        (site, how) -> {
          EtcdTestMember member = site.member(how.get(0));
          member.corruptValue(falsehood(how.get(1)), TRUE_VALUE);
          member.awaitServing();
        });
    words.put("slow-disk", DataWords::slowDisk);
    words.put("quick-disk", (site, none) -> site.endSlowing());
    words.put("fill-disk", (site, none) -> fillDisk(site));
    words.put(
        "empty-disk",
        (site, none) -> {
          Preparation.run("rm", disk(site).resolve("ballast").toString());
          EtcdTestMember member = site.it();
          if (!member.running()) {
            member.restart();
          }
        });
  }

  static EtcdAdmin admin(Site site) {
    return site.etcd().members().stream()
        .filter(EtcdTestMember::running)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no member runs"))
        .admin();
  }

  private static String falsehood(String digit) {
    return TRUE_VALUE.substring(0, TRUE_VALUE.length() - 1).replace("true", "FALS") + digit;
  }

  /** {@code put PREFIX COUNT BYTES}. */
  private static void put(Site site, List<String> how) {
    site.etcd().fill(how.get(0), Integer.parseInt(how.get(1)), Integer.parseInt(how.get(2)));
  }

  private static void fill(Site site) {
    EtcdAdmin admin = admin(site);
    ByteString value = ByteString.copyFrom(new byte[BIG]);
    for (int i = 0; i < 10_000; i++) {
      try {
        admin.put("lab/fill/" + i, value);
      } catch (StatusRuntimeException e) {
        return;
      }
    }
    throw new IllegalStateException("the quota was not reached");
  }

  private static void free(Site site) {
    EtcdAdmin admin = admin(site);
    admin.deletePrefix("lab/fill/");
    admin.compact(admin.status().getHeader().getRevision());
    site.etcd().members().forEach(m -> m.admin().defragment());
    admin.alarms().forEach(a -> admin.disarmAlarm(a.getMemberID(), a.getAlarmValue()));
  }

  /** {@code slow-disk follower 300}: every sync of its files takes so many milliseconds more. */
  private static void slowDisk(Site site, List<String> how) throws IOException {
    EtcdTestMember member = site.hurt(site.member(how.get(0)));
    String delay = "inject=fdatasync,fsync:delay_exit=" + Long.parseLong(how.get(1)) * 1000;
    Process strace =
        new ProcessBuilder(
                "strace",
                "-q",
                "-f",
                "-e",
                "trace=fdatasync,fsync",
                "-e",
                delay,
                "-o",
                "/dev/null",
                "-p",
                Long.toString(member.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    site.slowing(strace);
    if (Await.ended(strace, ATTACHED)) {
      throw new IllegalStateException(
          "strace ended at once with code %d: this user may not trace processes (root may)"
              .formatted(strace.exitValue()));
    }
  }

  private static Path disk(Site site) {
    return site.directory().resolve("disk");
  }

  /** The last member's disk is small: fills it, then writes until its database has to grow. */
  private static void fillDisk(Site site) throws IOException, InterruptedException {
    List<EtcdTestMember> members = site.etcd().members();
    EtcdTestMember member = site.hurt(members.get(members.size() - 1));
    Process ballast =
        new ProcessBuilder(
                "dd", "if=/dev/zero", "of=" + disk(site).resolve("ballast"), "bs=1M", "status=none")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ballast.waitFor();
    EtcdAdmin admin = members.get(0).admin();
    ByteString value = ByteString.copyFrom(new byte[BIG]);
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    for (int i = 0; member.running() && System.nanoTime() < end; i++) {
      try {
        admin.put("lab/disk/" + i, value);
      } catch (StatusRuntimeException e) {
        // Where it led, the write that ended it is answered by nobody.
        if (member.running()) {
          throw e;
        }
      }
    }
  }
}

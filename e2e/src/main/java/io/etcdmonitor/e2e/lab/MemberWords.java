package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.e2e.lab.Words.Word;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Words for processes and membership. */
final class MemberWords {
  private static final int CONNECTIONS = 100;
  private static final int VALUE = 128 << 10;
  private static final int MOST_VALUES = 4_000;

  private MemberWords() {}

  static void addTo(Map<String, Word> words) {
    words.put("stop", (site, who) -> each(site, who, EtcdTestMember::stop));
    words.put("kill", (site, who) -> each(site, who, EtcdTestMember::kill));
    words.put("freeze", (site, who) -> each(site, who, EtcdTestMember::freeze));
    words.put("thaw", (site, who) -> each(site, who, EtcdTestMember::thaw));
    words.put(
        "restart",
        (site, who) ->
            each(
                site,
                who,
                m -> {
                  m.stop();
                  m.restart();
                  m.awaitServing();
                }));
    words.put(
        "start-all",
        (site, who) ->
            site.etcd().members().stream()
                .filter(m -> !m.running())
                .forEach(MemberWords::startAgain));
    words.put("kill-leader-times", MemberWords::flap);
    words.put(
        "move-leader",
        (site, who) -> {
          EtcdTestMember target = site.hurt(site.etcd().follower());
          site.etcd().leader().admin().moveLeader(target.rawId());
        });
    words.put("add-learner", (site, who) -> site.hurt(site.etcd().addLearner()));
    words.put("promote", (site, who) -> site.etcd().promote(site.member(who.get(0))));
    words.put(
        "add-never-started",
        (site, who) -> {
          EtcdTestMember member = site.hurt(site.etcd().addMemberNotStarted());
          // Nobody knows its name yet.
          site.hurt(member.id());
        });
    words.put("it-is", (site, who) -> site.hurt(site.member(who.get(0))));
    words.put("remove", (site, who) -> site.etcd().removeMember(site.member(who.get(0))));
    words.put(
        "upgrade",
        (site, who) -> {
          EtcdTestMember member = site.hurt(site.member(who.get(0)));
          member.restartWith(EtcdInstallation.require(who.get(1)));
          member.awaitServing();
        });
    words.put("replace", (site, how) -> site.etcd().replace(how.contains("same-id")));
    words.put("open-files", MemberWords::limitFiles);
    words.put("exhaust-memory", MemberWords::exhaustMemory);
    words.put("wait", (site, how) -> TimeUnit.SECONDS.sleep(Long.parseLong(how.get(0))));
  }

  private interface Deed {
    void to(EtcdTestMember member);
  }

  private static void each(Site site, List<String> who, Deed deed) {
    if (who.equals(List.of("all"))) {
      site.etcd().members().forEach(deed::to);
      return;
    }
    for (String word : who) {
      EtcdTestMember member = site.member(word);
      deed.to(word.equals("it") ? member : site.hurt(member));
    }
  }

  private static void startAgain(EtcdTestMember member) {
    member.launchAgain();
  }

  private static void flap(Site site, List<String> times) throws InterruptedException {
    for (int i = Integer.parseInt(times.get(0)); i > 0; i--) {
      EtcdTestMember leader = site.hurt(site.etcd().leader());
      leader.kill();
      site.etcd().leader();
      // The operator looks every five seconds: a leader that comes and goes between is not seen.
      TimeUnit.SECONDS.sleep(6);
      leader.restart();
      leader.awaitServing();
    }
  }

  /**
   * {@code open-files 90}: opens a hundred connections to a follower, then lowers its limit so that
   * what it has open is that many percent of it.
   */
  private static void limitFiles(Site site, List<String> how) throws IOException {
    EtcdTestMember member = site.hurt(site.etcd().follower());
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket socket = new Socket(member.endpoint().host(), member.endpoint().port());
      site.atEnd(socket);
    }
    String pid = Long.toString(member.pid());
    int open =
        Await.until(
            "the connections are taken",
            Duration.ofSeconds(10),
            () -> Optional.of(openFiles(pid)).filter(files -> files >= CONNECTIONS),
            () -> "");
    int limit = open * 100 / Integer.parseInt(how.get(0));
    Preparation.run("prlimit", "--pid", pid, "--nofile=" + limit + ":");
  }

  /**
   * {@code exhaust-memory 24}: a follower gets so many MiB more than it has (prlimit of its data
   * segment, which counts what Go allocates), and writes go on until that is used up.
   */
  private static void exhaustMemory(Site site, List<String> how) throws IOException {
    EtcdTestMember member = site.hurt(site.etcd().follower());
    long kib =
        Files.readAllLines(Path.of("/proc/" + member.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmData:"))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElseThrow();
    long limit = (kib << 10) + (Long.parseLong(how.get(0)) << 20);
    Preparation.run("prlimit", "--pid", Long.toString(member.pid()), "--data=" + limit + ":");
    String value = "v".repeat(VALUE);
    EtcdAdmin leader = site.etcd().leader().admin();
    for (int i = 0; member.running(); i++) {
      if (i > MOST_VALUES) {
        throw new IllegalStateException("the member lives on with " + limit + " bytes");
      }
      leader.put("lab/memory/" + i % 100, value);
    }
  }

  private static int openFiles(String pid) {
    String[] files = new File("/proc/" + pid + "/fd").list();
    return files == null ? 0 : files.length;
  }
}

package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.e2e.lab.Words.Word;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.EtcdWatchers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Words for load and for proper work on a cluster: what must raise nothing. */
final class LoadWords {
  private static final int WRITERS = 32;
  private static final int BATCH_WRITERS = 4;
  private static final int BATCH = 128;

  private LoadWords() {}

  static void addTo(Map<String, Word> words) {
    words.put("write-keys", (site, how) -> writeKeys(site, Integer.parseInt(how.get(0))));
    words.put(
        "large-value",
        (site, how) ->
            DataWords.admin(site).put("lab/large", "v".repeat(Integer.parseInt(how.get(0)))));
    words.put("leases", (site, how) -> leases(site, Integer.parseInt(how.get(0))));
    words.put("write-many-keys", (site, how) -> writeManyKeys(site, Integer.parseInt(how.get(0))));
    words.put(
        "watchers",
        (site, how) -> {
          for (EtcdTestMember member : site.etcd().members()) {
            site.atEnd(EtcdWatchers.open(member.admin(), "lab/", Integer.parseInt(how.get(0))));
          }
        });
    words.put("mixed-load", (site, how) -> mixedLoad(site, seconds(how)));
    words.put("compact-often", (site, how) -> compactOften(site, seconds(how)));
    words.put("rolling-restart", (site, none) -> rollingRestart(site));
    words.put("scale-up-and-down", (site, none) -> scale(site));
    words.put("defragment-followers", (site, none) -> defragmentFollowers(site));
  }

  private static Duration seconds(List<String> how) {
    return Duration.ofSeconds(Long.parseLong(how.get(0)));
  }

  private static void inParallel(int tasks, java.util.function.IntFunction<Callable<Void>> task)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        running.add(threads.submit(task.apply(i)));
      }
      for (Future<Void> each : running) {
        each.get();
      }
    }
  }

  private static void writeKeys(Site site, int keys) throws Exception {
    EtcdAdmin admin = DataWords.admin(site);
    inParallel(
        WRITERS,
        writer ->
            () -> {
              for (int i = writer; i < keys; i += WRITERS) {
                admin.put("lab/keys/" + i, "a small value");
              }
              return null;
            });
  }

  /** In transactions of as many keys as etcd takes. */
  private static void writeManyKeys(Site site, int keys) throws Exception {
    EtcdAdmin admin = DataWords.admin(site);
    inParallel(
        BATCH_WRITERS,
        writer ->
            () -> {
              for (int i = writer * BATCH; i < keys; i += BATCH_WRITERS * BATCH) {
                admin.putRange("lab/many/", i, Math.min(keys, i + BATCH), "a small value");
              }
              return null;
            });
  }

  private static void leases(Site site, int count) throws Exception {
    EtcdAdmin admin = DataWords.admin(site);
    inParallel(
        WRITERS,
        writer ->
            () -> {
              for (int i = writer; i < count; i += WRITERS) {
                admin.grantLease(600);
              }
              return null;
            });
  }

  /** Writes, reads and deletes through every member. */
  private static void mixedLoad(Site site, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    List<EtcdTestMember> members = site.etcd().members();
    inParallel(
        WRITERS,
        writer ->
            () -> {
              EtcdAdmin admin = members.get(writer % members.size()).admin();
              for (int i = 0; System.nanoTime() < end; i++) {
                String key = "lab/mixed/" + writer + "/" + i % 100;
                admin.put(key, "value " + i);
                admin.get(key, i % 2 == 0);
                if (i % 10 == 9) {
                  admin.delete(key);
                }
              }
              return null;
            });
  }

  private static void compactOften(Site site, Duration time) {
    EtcdAdmin admin = DataWords.admin(site);
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      for (int i = 0; i < 20; i++) {
        admin.put("lab/compacted/" + i, "value");
      }
      admin.compact(admin.status().getHeader().getRevision());
    }
  }

  private static void rollingRestart(Site site) {
    for (EtcdTestMember member : site.etcd().members()) {
      member.stop();
      member.restart();
      member.awaitServing();
      site.etcd().leader();
    }
  }

  private static void scale(Site site) throws InterruptedException {
    List<EtcdTestMember> added = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      // etcd refuses a new member until it has been connected to all others for five seconds.
      TimeUnit.SECONDS.sleep(7);
      EtcdTestMember learner = site.etcd().addLearner();
      site.etcd().promote(learner);
      added.add(learner);
    }
    for (EtcdTestMember member : added) {
      site.etcd().removeMember(member);
      member.kill();
    }
  }

  private static void defragmentFollowers(Site site) {
    EtcdAdmin admin = DataWords.admin(site);
    admin.compact(admin.status().getHeader().getRevision());
    EtcdTestMember leader = site.etcd().leader();
    site.etcd().members().stream().filter(m -> m != leader).forEach(m -> m.admin().defragment());
  }
}

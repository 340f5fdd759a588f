package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.alert.WebhookReceiver;
import io.etcdmonitor.e2e.alert.WebhookReceiver.Told;
import io.etcdmonitor.e2e.operator.Distribution;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Measures the time from a member's death (SIGKILL) until the request that tells of it arrives at a
 * webhook: a real etcd of three members, {@code etcd-monitor monitor} from the distribution, rule
 * EtcdMemberDown with {@code for: 0s}, no group wait. Members die at moments that are spread over
 * the interval. Prints one Markdown row.
 *
 * <p>Arguments: deaths, interval in seconds.
 */
public final class AlertDelay {
  private static final String RULE = "EtcdMemberDown";
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final double MILLIS = 1e6;

  private AlertDelay() {}

  /** Runs the bench. */
  public static void main(String[] args) throws Exception {
    int deaths = Integer.parseInt(args[0]);
    int interval = Integer.parseInt(args[1]);
    Path directory = Directories.temporary("etcd-monitor-alert-delay");
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start();
        WebhookReceiver hook = WebhookReceiver.start()) {
      Path file =
          hook.writeFile(
              directory.resolve("alerts.yaml"),
              "rules: [{name: %s, for: 0s, keepFiringFor: 0s}]".formatted(RULE));
      List<Double> millis = new ArrayList<>();
      Random random = new Random(7);
      while (millis.size() < deaths) {
        ChildProcess monitor = monitor(etcd, file, interval, directory.resolve("monitor.log"));
        try {
          // The same alert is announced once in five minutes: each member dies once a process.
          for (int i = 0; i < etcd.members().size() && millis.size() < deaths; i++) {
            millis.add(death(etcd, hook, i, random.nextInt(interval * 1_000)));
          }
        } finally {
          monitor.close();
        }
      }
      print(millis, interval);
    } finally {
      Directories.delete(directory);
    }
  }

  private static ChildProcess monitor(EtcdTestCluster etcd, Path file, int interval, Path log)
      throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String endpoints =
        etcd.endpoints().stream().map(Object::toString).collect(Collectors.joining(","));
    ChildProcess monitor =
        ChildProcess.start(
            List.of(
                Distribution.launcher().toString(),
                "monitor",
                "--endpoints",
                endpoints,
                "--interval",
                interval + "s",
                "--api-host",
                "127.0.0.1",
                "--api-port",
                Integer.toString(port),
                "--alerts-file",
                file.toString()),
            Map.of(),
            log);
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz")).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      Await.until(
          "monitor has looked",
          LONG,
          () -> http.send(ready, BodyHandlers.discarding()).statusCode() == 200);
    }
    return monitor;
  }

  private static double death(EtcdTestCluster etcd, WebhookReceiver hook, int round, int after) {
    EtcdTestMember member = etcd.member(round);
    etcd.awaitLeader();
    // Somewhere within an interval, or the moments of looking and of dying would be in step.
    LockSupport.parkNanos(Duration.ofMillis(after).toNanos());
    int before = hook.told(RULE).size();
    long killed = System.nanoTime();
    member.kill();
    long arrived = await(hook, before, true).nanos();
    member.launchAgain();
    await(hook, before, false);
    return (arrived - killed) / MILLIS;
  }

  private static Told await(WebhookReceiver hook, int from, boolean firing) {
    return Await.until(
        "the webhook is told",
        LONG,
        () -> {
          List<Told> all = hook.told(RULE);
          return all.subList(from, all.size()).stream()
              .filter(t -> t.firing() == firing)
              .findFirst();
        },
        () -> hook.told(RULE).toString());
  }

  private static void print(List<Double> millis, int interval) {
    Collections.sort(millis);
    System.out.println("| deaths | interval | median | slowest |");
    System.out.println("|---|---|---|---|");
    System.out.printf(
        "| %d | %d s | %.1f s | %.1f s |%n",
        millis.size(),
        interval,
        millis.get(millis.size() / 2) / 1_000,
        millis.get(millis.size() - 1) / 1_000);
  }
}

package io.etcdmonitor.e2e.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.etcdmonitor.e2e.lab.Words.Word;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.FaultServer;
import io.etcdmonitor.etcd.testing.Ports;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words for what lies between members, and between them and us. */
final class NetworkWords {
  private NetworkWords() {}

  static void addTo(Map<String, Word> words) {
    words.put(
        "isolate",
        (site, who) -> {
          EtcdTestMember member = site.hurt(site.member(who.get(0)));
          site.etcd().members().stream()
              .filter(m -> m != member)
              .forEach(m -> part(site, m, member));
        });
    words.put(
        "part",
        (site, who) -> {
          EtcdTestMember first = site.member(who.get(0));
          EtcdTestMember second = site.hurt(site.member(who.get(1)));
          part(site, first, second);
        });
    words.put("join", (site, who) -> site.etcd().members().forEach(m -> m.peerProxy().forward()));
    words.put(
        "slow-peers",
        (site, how) -> site.etcd().members().forEach(m -> m.peerProxy().delay(millis(how.get(0)))));
    words.put(
        "lossy-peers",
        (site, how) ->
            site.etcd()
                .members()
                .forEach(
                    m -> m.peerProxy().lose(Integer.parseInt(how.get(0)), millis(how.get(1)))));
    words.put(
        "starve",
        (site, how) -> {
          EtcdTestMember member = site.hurt(site.member(how.get(0)));
          site.etcd().members().stream()
              .filter(m -> m != member)
              .forEach(m -> m.peerProxy().slowFrom(member.id(), millis(how.get(1))));
          // Where a stream that the member opened is stuck, others post to it.
          member.peerProxy().delay(millis(how.get(1)));
        });
    words.put("hide", (site, who) -> site.hurt(site.member(who.get(0))).clientProxy().cut());
    words.put(
        "silence", (site, who) -> site.hurt(site.member(who.get(0))).clientProxy().blackHole());
    words.put("show", (site, who) -> site.member(who.get(0)).clientProxy().forward());
    words.put(
        "slow-client",
        (site, how) -> site.hurt(site.member(how.get(0))).clientProxy().delay(millis(how.get(1))));
    words.put(
        "shift-clock",
        (site, how) ->
            site.hurt(site.member(how.get(0)))
                .clientProxy()
                .shiftClock(Duration.ofSeconds(Long.parseLong(how.get(1)))));
    words.put("watch-huge-pages", NetworkWords::watchHugePages);
    words.put("watch-not-etcd", NetworkWords::watchNotEtcd);
    words.put(
        "watch-only",
        (site, who) -> {
          site.endpoints(List.of(site.member(who.get(0)).endpoint().toString()));
          site.applyAgain();
        });
    words.put(
        "watch-also-another-cluster",
        (site, none) -> {
          EtcdTestCluster another = EtcdTestCluster.builder().members(1).start();
          site.atEnd(another);
          List<String> urls = new ArrayList<>(site.endpoints());
          urls.add(another.endpoints().get(0).toString());
          site.hurt(another.endpoints().get(0).toString());
          site.endpoints(urls);
          site.applyAgain();
        });
    words.put(
        "watch-members",
        (site, none) -> {
          site.endpoints(site.etcd().endpoints().stream().map(Endpoint::toString).toList());
          site.applyAgain();
        });
  }

  private static Duration millis(String text) {
    return Duration.ofMillis(Long.parseLong(text));
  }

  /** What one opens to the other, either way. Each proxy forgets earlier partings. */
  private static void part(Site site, EtcdTestMember one, EtcdTestMember other) {
    cut(site, one, other);
    cut(site, other, one);
  }

  private static void cut(Site site, EtcdTestMember opener, EtcdTestMember listener) {
    Set<String> openers = new HashSet<>(site.cutAt(listener));
    openers.add(opener.id());
    site.cutAt(listener, openers);
    listener.peerProxy().cutFrom(openers);
  }

  /**
   * {@code watch-huge-pages 6}: has the members' metrics read from a port that serves the page of
   * one of them with so many MiB more, none of it etcd's.
   */
  private static void watchHugePages(Site site, List<String> how) throws Exception {
    byte[] more =
        "# nothing worth reading\n".repeat((1 << 20) / 24).getBytes(StandardCharsets.US_ASCII);
    int times = Integer.parseInt(how.get(0));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          URI page = URI.create(site.etcd().member(0).endpoint() + "/metrics");
          try (exchange;
              InputStream from = page.toURL().openStream()) {
            exchange.sendResponseHeaders(200, 0);
            from.transferTo(exchange.getResponseBody());
            for (int i = 0; i < times; i++) {
              exchange.getResponseBody().write(more);
            }
          }
        });
    server.start();
    site.atEnd(() -> server.stop(0));
    ((ObjectNode) site.spec().get("metrics")).put("port", server.getAddress().getPort());
    site.applyAgain();
  }

  private static void watchNotEtcd(Site site, List<String> how) {
    String kind = how.get(0);
    if (kind.equals("nobody")) {
      site.endpoints(List.of("http://127.0.0.1:" + Ports.free()));
    } else {
      FaultServer server =
          switch (kind) {
            case "web-server" -> FaultServer.plainHttp();
            case "garbage" -> FaultServer.garbage();
            case "silent" -> FaultServer.neverAnswers();
            case "closing" -> FaultServer.closesAtOnce();
            default -> throw new IllegalArgumentException("no such endpoint: " + kind);
          };
      site.atEnd(server);
      site.endpoints(List.of(server.endpoint().toString()));
    }
    site.applyAgain();
  }
}

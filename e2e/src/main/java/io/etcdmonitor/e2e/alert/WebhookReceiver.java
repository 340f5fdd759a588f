package io.etcdmonitor.e2e.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A webhook on loopback that remembers what it was told, and when. Thread-safe. */
public final class WebhookReceiver implements AutoCloseable {
  /** Name of its channel in {@link #writeFile}. */
  public static final String CHANNEL = "hook";

  private static final int TAKEN = 204;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private volatile int answer = TAKEN;

  /**
   * What a message says of one episode.
   *
   * @param nanos when it arrived, by {@link System#nanoTime}
   * @param episode ID
   * @param rule the rule
   * @param member the member, empty for the cluster
   * @param status firing or resolved
   * @param severity warning or critical
   * @param namespace of the cluster, empty without Kubernetes
   * @param cluster name of the cluster
   * @param kind why it was sent, as the message says
   */
  public record Told(
      long nanos,
      String episode,
      String rule,
      String member,
      String status,
      String severity,
      String namespace,
      String cluster,
      String kind) {
    public boolean firing() {
      return status.equals("firing");
    }
  }

  private WebhookReceiver(HttpServer server) {
    this.server = server;
  }

  /** Starts on a port of its own. */
  public static WebhookReceiver start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      WebhookReceiver receiver = new WebhookReceiver(server);
      server.createContext("/", receiver::take);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/alerts";
  }

  /** An alerts file that tells everything here at once; further lines of it may follow. */
  public Path writeFile(Path file, String more) {
    String text =
        """
        channels:
        - {name: %s, type: webhook, url: "%s"}
        routes:
        - {name: all, channels: [%s], groupWait: 0s, groupWaitCritical: 0s}
        %s
        """
            .formatted(CHANNEL, url(), CHANNEL, more);
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines for {@link #writeFile}: these rules wait for seconds, whatever their default is. */
  public static String quick(String... rules) {
    return Stream.of(rules)
        .map("- {name: %s, for: 10s, keepFiringFor: 5s}\n"::formatted)
        .collect(Collectors.joining("", "rules:\n", ""));
  }

  /** What it was told of a rule, in order. */
  public List<Told> told(String rule) {
    return told.stream().filter(t -> t.rule().equals(rule)).toList();
  }

  /** What it was told of a cluster, in order. */
  public List<Told> toldOf(String namespace, String cluster) {
    return told.stream()
        .filter(t -> t.namespace().equals(namespace) && t.cluster().equals(cluster))
        .toList();
  }

  /** All that it was told, in order. */
  public List<Told> told() {
    return List.copyOf(told);
  }

  /** From now on it answers so, and forgets what it is told; 0 hangs up without an answer. */
  public void refuse(int code) {
    answer = code;
  }

  /** It listens again. */
  public void listen() {
    answer = TAKEN;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      long now = System.nanoTime();
      int code = answer;
      if (code == 0) {
        return;
      }
      if (code != TAKEN) {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(code, -1);
        return;
      }
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      List<Told> episodes = new ArrayList<>();
      for (JsonNode e : body.path("episodes")) {
        episodes.add(
            new Told(
                now,
                e.path("id").asText(),
                e.path("rule").asText(),
                e.path("member").asText(),
                e.path("status").asText(),
                e.path("severity").asText(),
                body.at("/cluster/namespace").asText(),
                body.at("/cluster/name").asText(),
                body.path("kind").asText()));
      }
      told.addAll(episodes);
      exchange.sendResponseHeaders(TAKEN, -1);
    }
  }
}

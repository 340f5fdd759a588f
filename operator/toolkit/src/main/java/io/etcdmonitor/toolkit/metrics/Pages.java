package io.etcdmonitor.toolkit.metrics;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.grpc.NettyEtcdConnector;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads members' metrics pages from their client URLs. Thread-safe. */
public final class Pages implements AutoCloseable {
  /** The largest page that is read unless somebody says less, in bytes. */
  public static final int MAX_BYTES = 16 << 20;

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final NettyEtcdConnector connector = new NettyEtcdConnector();
  private final ClusterConnection cluster;
  private final int mostBytes;

  public Pages(ConnectionSpec spec) {
    this(spec, MAX_BYTES);
  }

  /**
   * @param mostBytes of a page
   */
  public Pages(ConnectionSpec spec, int mostBytes) {
    this.mostBytes = mostBytes;
    this.cluster = connector.open(spec);
  }

  /**
   * One reading.
   *
   * @param problem why there is no page; empty when there is
   */
  public record Reading(Optional<MemberPage> page, String problem) {}

  /** Asks all of them at once; never fails, and is done within about two seconds. */
  public CompletableFuture<Map<Endpoint, Reading>> read(List<Endpoint> endpoints) {
    Map<Endpoint, CompletableFuture<Reading>> asked = new LinkedHashMap<>();
    endpoints.forEach(endpoint -> asked.put(endpoint, read(endpoint)));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(done -> {
          Map<Endpoint, Reading> read = new LinkedHashMap<>();
          asked.forEach((endpoint, page) -> read.put(endpoint, page.join()));
          return read;
        });
  }

  private CompletableFuture<Reading> read(Endpoint endpoint) {
    Endpoint reached = cluster.reachable(endpoint);
    return cluster
        .member(List.of(reached))
        .page(reached + "/metrics", mostBytes, LIMIT)
        .thenApply(reply ->
            new Reading(
                reply.value().map(MemberPage::new),
                reply.failure().map(EtcdFailure::message).orElse("")));
  }

  /** The clock of one member, in whole seconds; never fails, and is done within about 2 s. */
  public CompletableFuture<Reply<Instant>> clock(Endpoint endpoint) {
    return cluster.member(List.of(cluster.reachable(endpoint))).clock(LIMIT);
  }

  @Override
  public void close() {
    cluster.close();
    connector.close();
  }
}

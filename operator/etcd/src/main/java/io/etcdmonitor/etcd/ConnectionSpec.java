package io.etcdmonitor.etcd;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach one cluster. Two equal specs may share a connection; any difference (a rotated
 * Secret included) means a new one.
 *
 * @param seeds client URLs given by the user, at least one; always a fallback when known members do
 *     not answer
 * @param tls present when any endpoint is https; absent means the JDK's trust store for https
 *     endpoints
 * @param credentials etcd user, if the cluster has authentication enabled; with {@code tls} or an
 *     https seed they never go to an http URL ({@link FailureCause#PLAIN_TEXT_REFUSED})
 * @param endpointMap advertised {@code host:port} to reachable {@code host:port}, for clusters
 *     behind NAT; or to an {@code https} URL, for members that advertise http and speak TLS
 * @param api what it is asked by
 * @param directory what lists the seeds, where they come and go while the cluster stays (a
 *     Kubernetes Service); empty: other seeds may be another cluster
 */
public record ConnectionSpec(
    List<Endpoint> seeds,
    Optional<TlsMaterial> tls,
    Optional<Credentials> credentials,
    Map<String, String> endpointMap,
    EtcdApi api,
    Optional<String> directory) {

  public ConnectionSpec {
    seeds = List.copyOf(seeds);
    endpointMap = Map.copyOf(endpointMap);
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("at least one endpoint is needed to find a cluster");
    }
  }

  /** Of seeds that somebody wrote. */
  public ConnectionSpec(
      List<Endpoint> seeds,
      Optional<TlsMaterial> tls,
      Optional<Credentials> credentials,
      Map<String, String> endpointMap,
      EtcdApi api) {
    this(seeds, tls, credentials, endpointMap, api, Optional.empty());
  }

  /** By the v3 API. */
  public ConnectionSpec(
      List<Endpoint> seeds,
      Optional<TlsMaterial> tls,
      Optional<Credentials> credentials,
      Map<String, String> endpointMap) {
    this(seeds, tls, credentials, endpointMap, EtcdApi.V3);
  }

  /** The same cluster by another API. */
  public ConnectionSpec by(EtcdApi other) {
    return new ConnectionSpec(seeds, tls, credentials, endpointMap, other, directory);
  }

  /** Whether nothing but the seeds differs, which come and go with the cluster's members. */
  public boolean onlyMoved(ConnectionSpec before) {
    return directory.isPresent()
        && equals(
            new ConnectionSpec(
                seeds,
                before.tls,
                before.credentials,
                before.endpointMap,
                before.api,
                before.directory));
  }

  /**
   * Whether it leads to the same addresses, whoever we say that we are there, and whom we trust.
   */
  public boolean sameAddresses(ConnectionSpec before) {
    return equals(
        new ConnectionSpec(
            before.seeds, tls, credentials, before.endpointMap, before.api, before.directory));
  }

  /** A plain-text connection without credentials. */
  public static ConnectionSpec plain(List<Endpoint> seeds) {
    return new ConnectionSpec(seeds, Optional.empty(), Optional.empty(), Map.of());
  }
}

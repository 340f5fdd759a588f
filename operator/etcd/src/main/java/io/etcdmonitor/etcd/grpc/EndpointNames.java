package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Endpoint;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The endpoint map, both ways round: what is dialled for an advertised URL, and which host a
 * certificate must name there: the advertised one, for it belongs to the member and not to the
 * address before it. Immutable.
 */
final class EndpointNames {
  /** Of an address that several hosts are mapped to: nobody knows who answers. */
  private static final String SEVERAL = "";

  private final Map<String, Endpoint> byAdvertised = new HashMap<>();
  private final Map<String, String> byReachable = new HashMap<>();
  private final Map<String, String> byReachableHost = new HashMap<>();

  /**
   * @param map advertised {@code host:port} to reachable {@code host:port}, or to an {@code https}
   *     URL where TLS is spoken though the member advertises http
   */
  EndpointNames(Map<String, String> map) {
    map.forEach((from, to) -> {
      Endpoint reachable = Endpoint.parse(to);
      String host = Endpoint.parse(from).host();
      byAdvertised.put(from.strip().toLowerCase(Locale.ROOT), reachable);
      byReachable.merge(reachable.authority(), host, EndpointNames::one);
      byReachableHost.merge(reachable.host(), host, EndpointNames::one);
    });
  }

  private static String one(String a, String b) {
    return a.equals(b) ? a : SEVERAL;
  }

  /** Where a URL that a member advertises is reached; https on either side is https. */
  Endpoint reachable(Endpoint advertised) {
    Endpoint mapped = byAdvertised.get(advertised.authority());
    return mapped == null
        ? advertised
        : new Endpoint(
            mapped.tls() ? mapped.scheme() : advertised.scheme(), mapped.host(), mapped.port());
  }

  /**
   * What to dial, of a URL as it is advertised or as it is reached. Members may advertise what
   * others are reached at: where the map leads is never mapped once more.
   */
  Endpoint dialled(Endpoint url) {
    return byReachable.containsKey(url.authority()) ? url : reachable(url);
  }

  /** The host that a certificate must name, of a URL as it is advertised or as it is reached. */
  String of(Endpoint url) {
    return known(byReachable.get(url.authority()), url);
  }

  /** The same for a page, which may be on another port of that host. */
  String ofPage(Endpoint url) {
    String name = byReachable.get(url.authority());
    return known(name == null ? byReachableHost.get(url.host()) : name, url);
  }

  private static String known(String name, Endpoint url) {
    return Endpoint.inCertificates(name == null || name.equals(SEVERAL) ? url.host() : name);
  }
}

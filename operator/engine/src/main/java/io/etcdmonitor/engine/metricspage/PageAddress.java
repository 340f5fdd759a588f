package io.etcdmonitor.engine.metricspage;

import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.etcd.Endpoint;

/** Where a member's page is. */
public final class PageAddress {
  private PageAddress() {}

  /** The page's URL: the client URL, with the scheme and port that the owner set. */
  public static String of(Endpoint client, MetricsAccess access) {
    Endpoint page =
        new Endpoint(
            access.scheme().orElse(client.scheme()),
            client.host(),
            access.port().orElse(client.port()));
    String path = access.path().startsWith("/") ? access.path() : "/" + access.path();
    return page + path;
  }
}

package io.etcdmonitor.notify.http;

import io.etcdmonitor.notify.option.CommonOptions;
import io.etcdmonitor.notify.option.OptionValues;
import io.etcdmonitor.notify.option.Timeout;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * The HTTP client of a channel: one for all, unless a channel trusts other authorities or goes
 * through a proxy of its own.
 *
 * @param owned whether the channel closes it
 */
public record Connection(HttpClient client, boolean owned, Duration timeout) {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Made when first used, by the class loader: immutable, and idle threads are all it costs. */
  private static final class Shared {
    static final HttpClient CLIENT = builder().build();
  }

  /** As the options say. */
  public static Connection of(OptionValues options) {
    Duration timeout = Timeout.of(options);
    String caFile = options.text(CommonOptions.CA_FILE);
    String proxy = options.text(CommonOptions.PROXY);
    if (caFile.isEmpty() && proxy.isEmpty()) {
      return new Connection(Shared.CLIENT, false, timeout);
    }
    HttpClient.Builder builder = builder();
    if (!caFile.isEmpty()) {
      builder.sslContext(Trust.context(options, caFile));
    }
    if (!proxy.isEmpty()) {
      builder.proxy(proxy(options, proxy));
    }
    return new Connection(builder.build(), true, timeout);
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        // Webhook receivers are small servers: some stumble over an upgrade to HTTP/2.
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT)
        .executor(Executors.newVirtualThreadPerTaskExecutor());
  }

  private static ProxySelector proxy(OptionValues options, String proxy) {
    URI uri = Urls.http(options, CommonOptions.PROXY, proxy);
    int port = uri.getPort() < 0 ? 3128 : uri.getPort();
    return ProxySelector.of(new InetSocketAddress(uri.getHost(), port));
  }
}

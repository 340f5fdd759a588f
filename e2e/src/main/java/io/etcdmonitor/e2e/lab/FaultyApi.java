package io.etcdmonitor.e2e.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.etcdmonitor.etcd.testing.TestPki;
import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A Kubernetes API that answers three of four requests with 409, 429 and 500, and passes every
 * fourth on to the real one, watches included. It has a certificate of its own.
 */
final class FaultyApi implements AutoCloseable {
  private static final int PASSED = 4;

  /** That an HTTP client sets itself. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "upgrade",
          "transfer-encoding",
          "http2-settings");

  private final TestPki authority = new TestPki("CN=lab front of the Kubernetes API");
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final URI api;
  private final HttpClient client;
  private final HttpServer server;

  /** Starts it in front of the API of a kubeconfig. */
  FaultyApi(String kubeconfig) {
    try {
      Config config = Config.fromKubeconfig(kubeconfig);
      api = URI.create(config.getMasterUrl());
      boolean secure = api.getScheme().equals("https");
      client = client(secure ? config.getCaCertData() : null);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      server = secure ? secure(address) : HttpServer.create(address, 0);
      server.setExecutor(threads);
      server.createContext("/", this::serve);
      server.start();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the front of the Kubernetes API does not start", e);
    } catch (Exception e) {
      throw new IllegalStateException("the front of the Kubernetes API has no certificate", e);
    }
  }

  private static HttpClient client(String caBase64) throws IOException, GeneralSecurityException {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (caBase64 == null) {
      return builder.build();
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    byte[] pem = Base64.getDecoder().decode(caBase64);
    int number = 0;
    for (Certificate each :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))) {
      store.setCertificateEntry("ca" + number++, each);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return builder.sslContext(context).build();
  }

  private HttpServer secure(InetSocketAddress address) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(authority.server().bundle().toKeyManagerFactory().getKeyManagers(), null, null);
    HttpsServer https = HttpsServer.create(address, 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    return https;
  }

  /** Where it listens. */
  int port() {
    return server.getAddress().getPort();
  }

  /** How many requests it has refused. */
  int refused() {
    return refused.get();
  }

  /** The same kubeconfig for who shall trust both, the API and this. */
  String trustedBy(String kubeconfig) {
    String key = "certificate-authority-data: ";
    int start = kubeconfig.indexOf(key);
    if (start < 0) {
      return kubeconfig;
    }
    int end = kubeconfig.indexOf('\n', start);
    String theirs =
        new String(
            Base64.getMimeDecoder().decode(kubeconfig.substring(start + key.length(), end).strip()),
            StandardCharsets.US_ASCII);
    byte[] both =
        (theirs.stripTrailing() + "\n" + authority.caPem()).getBytes(StandardCharsets.US_ASCII);
    return kubeconfig.substring(0, start + key.length())
        + Base64.getEncoder().encodeToString(both)
        + kubeconfig.substring(end);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean read = exchange.getRequestMethod().equals("GET");
      switch (requests.incrementAndGet() % PASSED) {
        case 1 -> {
          if (read) {
            refuse(exchange, 429, "TooManyRequests");
          } else {
            refuse(exchange, 409, "Conflict");
          }
        }
        case 2 -> refuse(exchange, 429, "TooManyRequests");
        case 3 -> refuse(exchange, 500, "InternalError");
        default -> pass(exchange, body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuse(HttpExchange exchange, int code, String reason) throws IOException {
    refused.incrementAndGet();
    byte[] text =
        """
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"the lab says so","reason":"%s","code":%d}
        """
            .formatted(reason, code)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (code == 429) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    exchange.sendResponseHeaders(code, text.length);
    exchange.getResponseBody().write(text);
  }

  private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    HttpResponse<InputStream> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    answer
        .headers()
        .map()
        .forEach((name, values) -> {
          if (!HOP_BY_HOP.contains(name) && !name.startsWith(":")) {
            exchange.getResponseHeaders().put(name, List.copyOf(values));
          }
        });
    exchange.sendResponseHeaders(answer.statusCode(), 0);
    try (InputStream in = answer.body();
        OutputStream out = exchange.getResponseBody()) {
      byte[] buffer = new byte[16 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        // A watch tells of each change when it comes.
        out.flush();
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}

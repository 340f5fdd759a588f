package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small Kubernetes API in memory, on loopback, for machines where no kube-apiserver can be had:
 * enough for the operator and for kubectl on this project's kinds. {@link #LIMITS} says what it is
 * not.
 */
public final class MockKubernetesApi implements AutoCloseable {
  /** What a person must know who uses it in place of a real API server. */
  public static final String LIMITS =
      "mock API: it keeps nothing, checks no CEL rules and no permissions, has no admission, no"
          + " controllers but owner references and namespaces, and tracks no managedFields";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private MockKubernetesApi(HttpServer server) {
    this.server = server;
  }

  /** Starts it on a free port of loopback. */
  public static MockKubernetesApi start() {
    return start(Clock.systemUTC());
  }

  static MockKubernetesApi start(Clock clock) {
    ObjectStore store = new ObjectStore();
    ResourceTypes types = new ResourceTypes(new Columns(clock));
    Resources resources = new Resources(store, types, clock);
    Router router = new Router(types, store, resources);
    List.of("default", "kube-system", "kube-public").forEach(name -> namespace(router, name));
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      MockKubernetesApi api = new MockKubernetesApi(HttpServer.create(address, 0));
      api.server.setExecutor(api.threads);
      api.server.createContext("/", new HttpFront(types, store, router));
      api.server.start();
      return api;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
  }

  private static void namespace(Router router, String name) {
    ObjectNode namespace = Json.object();
    namespace.putObject("metadata").put("name", name);
    List<String> path = List.of("api", "v1", "namespaces");
    router.answer(
        new ApiRequest("POST", path, Map.of(), "", "application/json", namespace.toString()));
  }

  /** {@code http://127.0.0.1:port}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A kubeconfig for it, as text. */
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: mock
      cluster:
        server: %s
    users:
    - name: anybody
      user: {}
    contexts:
    - name: mock
      context:
        cluster: mock
        user: anybody
        namespace: default
    current-context: mock
    """
        .formatted(url());
  }

  /** Ends it, with every open watch. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }
}

package io.etcdmonitor.kube.calls;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls of the Kubernetes API by verb, resource and code. Thread-safe. */
public final class ApiCallCounter implements Interceptor {
  /** Name under which it is installed in a client. */
  public static final String NAME = "etcd-monitor-calls";

  private static final String NO_ANSWER = "error";

  private final Map<ApiCall, LongAdder> calls = new ConcurrentHashMap<>();

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    count(request, Integer.toString(response.code()));
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    count(request, NO_ANSWER);
  }

  /** Counts since start. */
  public Map<ApiCall, Long> snapshot() {
    Map<ApiCall, Long> copy = new TreeMap<>(java.util.Comparator.comparing(ApiCall::toString));
    calls.forEach((call, count) -> copy.put(call, count.sum()));
    return copy;
  }

  private void count(HttpRequest request, String code) {
    calls
        .computeIfAbsent(describe(request.method(), request.uri(), code), c -> new LongAdder())
        .increment();
  }

  /** What a request is to the API's authorization. */
  static ApiCall describe(String method, URI uri, String code) {
    List<String> parts =
        Arrays.stream(uri.getPath().split("/")).filter(part -> !part.isEmpty()).toList();
    int version = versionIndex(parts);
    if (version < 0 || parts.size() <= version + 1) {
      return new ApiCall(method.toLowerCase(Locale.ROOT), "", uri.getPath(), code);
    }
    String group = parts.get(0).equals("apis") ? parts.get(1) : "";
    List<String> rest = parts.subList(version + 1, parts.size());
    if (rest.size() >= 3 && rest.get(0).equals("namespaces")) {
      rest = rest.subList(2, rest.size());
    }
    String resource = rest.size() >= 3 ? rest.get(0) + "/" + rest.get(2) : rest.get(0);
    return new ApiCall(verb(method, uri, rest.size() > 1), group, resource, code);
  }

  private static int versionIndex(List<String> parts) {
    if (parts.isEmpty()) {
      return -1;
    }
    return switch (parts.get(0)) {
      case "api" -> 1;
      case "apis" -> 2;
      default -> -1;
    };
  }

  private static String verb(String method, URI uri, boolean named) {
    String query = uri.getQuery() == null ? "" : uri.getQuery();
    return switch (method) {
      case "GET" -> query.contains("watch=true") ? "watch" : named ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> named ? "delete" : "deletecollection";
      default -> method.toLowerCase(Locale.ROOT);
    };
  }
}

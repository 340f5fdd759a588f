package io.etcdmonitor.e2e.mockapi;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request, read.
 *
 * @param method in capitals
 * @param path its segments
 * @param query decoded
 * @param accept the header, or nothing
 * @param mediaType of the body, without parameters
 * @param body the text, maybe empty
 */
record ApiRequest(
    String method,
    List<String> path,
    Map<String, String> query,
    String accept,
    String mediaType,
    String body) {

  /**
   * What a path under {@code /api} or {@code /apis} points at.
   *
   * @param type the kind
   * @param namespace empty for all or for cluster-wide kinds
   * @param name empty for the collection
   * @param subresource empty or {@code status}
   */
  record Target(ResourceType type, String namespace, String name, String subresource) {
    boolean isStatus() {
      return subresource.equals("status");
    }

    ObjectStore.Key key(String objectName) {
      return new ObjectStore.Key(type.storage(), type.namespaced() ? namespace : "", objectName);
    }
  }

  static ApiRequest read(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String contentType = header(exchange, "Content-Type");
    if (contentType.contains("protobuf")) {
      throw ApiError.readsNoProtobuf();
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return new ApiRequest(
        exchange.getRequestMethod(),
        Arrays.stream(uri.getPath().split("/")).filter(s -> !s.isEmpty()).toList(),
        query(uri.getRawQuery()),
        header(exchange, "Accept"),
        contentType.split(";")[0].strip().toLowerCase(Locale.ROOT),
        body);
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query.put(decode(name), decode(value));
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  boolean flag(String name) {
    String value = parameter(name);
    return value.equals("true") || value.equals("1");
  }

  boolean dryRun() {
    return query.containsKey("dryRun");
  }

  boolean wantsTable() {
    return accept.contains("as=Table");
  }

  /** What the path points at, when it is an object or a collection of a kind that is served. */
  Optional<Target> target(ResourceTypes types) {
    boolean core = !path.isEmpty() && path.get(0).equals("api");
    int prefix = core ? 2 : 3;
    if (path.size() <= prefix) {
      return Optional.empty();
    }
    String group = core ? "" : path.get(1);
    String version = path.get(prefix - 1);
    List<String> rest = path.subList(prefix, path.size());
    boolean scoped =
        rest.size() >= 3
            && rest.get(0).equals("namespaces")
            && types.find(group, version, rest.get(2)).isPresent();
    String namespace = scoped ? rest.get(1) : "";
    List<String> within = scoped ? rest.subList(2, rest.size()) : rest;
    if (within.size() > 3) {
      return Optional.empty();
    }
    String name = within.size() > 1 ? within.get(1) : "";
    String subresource = within.size() > 2 ? within.get(2) : "";
    return types
        .find(group, version, within.get(0))
        .filter(type ->
            subresource.isEmpty() || (subresource.equals("status") && type.statusSubresource()))
        .map(type -> new Target(type, namespace, name, subresource));
  }
}

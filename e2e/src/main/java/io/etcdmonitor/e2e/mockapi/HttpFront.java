package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.etcdmonitor.e2e.mockapi.ApiRequest.Target;
import io.etcdmonitor.e2e.mockapi.Resources.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP in front of the router: health, watches as chunked streams, refusals as {@code Status}
 * objects.
 */
final class HttpFront implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
  private static final List<String> HEALTH = List.of("/healthz", "/livez", "/readyz");

  private final ResourceTypes types;
  private final ObjectStore store;
  private final Router router;

  HttpFront(ResourceTypes types, ObjectStore store, Router router) {
    this.types = types;
    this.store = store;
    this.router = router;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestHeaders().containsKey("Upgrade")
          && "websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
        // Clients that try a WebSocket first watch over plain HTTP after an answer of 200.
        text(exchange, "watches are served over HTTP only");
      } else if (HEALTH.contains(exchange.getRequestURI().getPath())) {
        text(exchange, "ok");
      } else {
        onApi(exchange);
      }
    }
  }

  private void onApi(HttpExchange exchange) throws IOException {
    try {
      ApiRequest request = ApiRequest.read(exchange);
      Optional<Target> watched =
          request.method().equals("GET") && request.flag("watch")
              ? request.target(types)
              : Optional.empty();
      if (watched.isPresent()) {
        watch(exchange, request, watched.get());
      } else {
        Written answer = router.answer(request);
        json(exchange, answer.code(), answer.object());
      }
    } catch (ApiError refusal) {
      json(exchange, refusal.code(), refusal.status());
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
      LOG.warn("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
      ApiError error = ApiError.badRequest("the mock API could not read this request: " + e);
      json(exchange, error.code(), error.status());
    }
  }

  private void watch(HttpExchange exchange, ApiRequest request, Target target) throws IOException {
    Predicate<JsonNode> selector = selectorOf(request, target);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    try {
      new WatchStream(store, target, request, selector, exchange.getResponseBody()).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Predicate<JsonNode> selectorOf(ApiRequest request, Target target) {
    Predicate<JsonNode> selector = Router.selector(request);
    return target.name().isEmpty()
        ? selector
        : selector.and(object -> Json.name(object).equals(target.name()));
  }

  private static void json(HttpExchange exchange, int code, ObjectNode body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    send(exchange, code, body.toString());
  }

  private static void text(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    send(exchange, 200, text);
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}

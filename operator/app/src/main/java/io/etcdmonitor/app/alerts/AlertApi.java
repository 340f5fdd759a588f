package io.etcdmonitor.app.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.app.http.Answer;
import io.etcdmonitor.app.http.ApiAccess;
import io.etcdmonitor.app.http.Request;
import io.etcdmonitor.app.http.Resource;
import io.etcdmonitor.engine.alert.AlertEngine;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Alerts and silences over HTTP.
 *
 * <pre>
 * GET    /api/v1/alerts
 * GET    /api/v1/alerts/history?cluster=NAMESPACE/NAME&amp;limit=N
 * PUT    /api/v1/alerts/FINGERPRINT/acknowledgement   {by, comment, for}
 * DELETE /api/v1/alerts/FINGERPRINT/acknowledgement?by=NAME
 * GET    /api/v1/silences
 * POST   /api/v1/silences                             {matchers, start, for, author, reason}
 * DELETE /api/v1/silences/ID?by=NAME
 * </pre>
 */
public final class AlertApi implements Resource {
  private static final String ALERTS = "/api/v1/alerts";
  private static final String SILENCES = "/api/v1/silences";
  private static final int HISTORY = 100;
  private static final int MOST_HISTORY = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Comparator<Open> WORST_FIRST =
      Comparator.comparing((Open open) -> open.alert().severity())
          .reversed()
          .thenComparing(open -> open.alert().since())
          .thenComparing(Open::cluster);

  private final AlertEngine engine;
  private final ApiAccess access;
  private final Clock clock;

  private record Open(ClusterKey cluster, OpenAlert alert) {}

  private AlertApi(AlertEngine engine, ApiAccess access, Clock clock) {
    this.engine = engine;
    this.access = access;
    this.clock = clock;
  }

  /** By the path that theirs begin with. */
  public static Map<String, Resource> resources(AlertEngine engine, ApiAccess access, Clock clock) {
    AlertApi api = new AlertApi(engine, access, clock);
    return Map.of(ALERTS, api, SILENCES, api);
  }

  @Override
  public Answer answer(Request request) {
    Optional<Answer> refused = access.refuse(request);
    if (refused.isPresent()) {
      return refused.get();
    }
    String path = request.path();
    if (!engine.active() && !path.equals(ALERTS + "/history")) {
      return Answer.problem(
          503,
          engine.configured()
              ? "this replica does not lead: ask the one that holds the Lease"
              : "the alerts file is refused, as the log says: until it is mended there are no alerts");
    }
    if (path.startsWith(SILENCES)) {
      return silences(request, path.substring(SILENCES.length()));
    }
    String rest = path.substring(ALERTS.length());
    return switch (rest) {
      case "" -> only(request, "GET").orElseGet(this::open);
      case "/history" -> only(request, "GET").orElseGet(() -> history(request));
      default -> acknowledgement(request, rest);
    };
  }

  private static Optional<Answer> only(Request request, String... methods) {
    return Set.of(methods).contains(request.method())
        ? Optional.empty()
        : Optional.of(Answer.problem(405, "only " + String.join(", ", methods)));
  }

  private Answer open() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("alerts");
    engine.clusters().stream()
        .flatMap(cluster -> engine.open(cluster).stream().map(alert -> new Open(cluster, alert)))
        .sorted(WORST_FIRST)
        .forEach(open -> list.add(AlertDocuments.alert(open.cluster(), open.alert())));
    return Answer.json(200, root);
  }

  private Answer history(Request request) {
    int limit = HISTORY;
    if (request.query().containsKey("limit")) {
      limit = number(request.query().get("limit"));
    }
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("entries");
    Optional<ClusterKey> asked =
        Optional.ofNullable(request.query().get("cluster")).map(AlertApi::cluster);
    NewestEntries newest = new NewestEntries(limit);
    for (ClusterKey cluster : asked.map(List::of).orElseGet(engine::clusters)) {
      engine.history(cluster, limit).forEach(entry -> newest.offer(cluster, entry));
    }
    newest
        .newestFirst()
        .forEach(placed -> list.add(AlertDocuments.history(placed.cluster(), placed.entry())));
    return Answer.json(200, root);
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MOST_HISTORY) {
      throw new IllegalArgumentException("limit is a number from 0 to " + MOST_HISTORY);
    }
    return Integer.parseInt(text);
  }

  private static ClusterKey cluster(String text) {
    int slash = text.indexOf('/');
    return new ClusterKey(text.substring(0, Math.max(0, slash)), text.substring(slash + 1));
  }

  private Answer acknowledgement(Request request, String rest) {
    String[] parts = rest.split("/", -1);
    if (parts.length != 3 || !parts[2].equals("acknowledgement")) {
      return Answer.problem(404, "there is nothing at " + request.path());
    }
    Optional<Answer> wrong = only(request, "PUT", "DELETE");
    if (wrong.isPresent()) {
      return wrong.get();
    }
    String name = parts[1];
    boolean known =
        engine.clusters().stream()
            .flatMap(cluster -> engine.open(cluster).stream())
            .anyMatch(alert -> !name.isEmpty() && alert.fingerprint().startsWith(name));
    if (!known) {
      return Answer.problem(404, "there is no open alert " + name);
    }
    if (request.method().equals("DELETE")) {
      engine.unacknowledge(name, by(request));
    } else {
      JsonNode body = body(request, "by", "comment", "for");
      engine.acknowledge(name, text(body, "by"), optional(body, "comment").orElse(""), time(body));
    }
    return open();
  }

  private Answer silences(Request request, String rest) {
    if (rest.isEmpty()) {
      return only(request, "GET", "POST")
          .orElseGet(() -> request.method().equals("POST") ? silence(request) : silences());
    }
    String id = rest.substring(1);
    Optional<Answer> wrong = only(request, "DELETE");
    if (wrong.isPresent()) {
      return wrong.get();
    }
    if (engine.silences().stream().noneMatch(silence -> silence.id().equals(id))) {
      return Answer.problem(404, "there is no silence " + id);
    }
    return Answer.json(
        200, AlertDocuments.silence(engine.endSilence(id, by(request)), clock.instant()));
  }

  private Answer silences() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("silences");
    engine.silences().forEach(s -> list.add(AlertDocuments.silence(s, clock.instant())));
    return Answer.json(200, root);
  }

  private Answer silence(Request request) {
    JsonNode body = body(request, "matchers", "start", "for", "author", "reason");
    List<Matcher> matchers = new ArrayList<>();
    body.path("matchers").forEach(matcher -> matchers.add(Matcher.parse(matcher.asText())));
    Instant now = clock.instant();
    Instant start = optional(body, "start").map(AlertApi::instant).orElse(now);
    Duration lasts =
        time(body).orElseThrow(() -> new IllegalArgumentException("for is missing, such as 2h"));
    Silence silence =
        new Silence(
            UUID.randomUUID().toString().substring(0, 8),
            matchers,
            start,
            start.plus(lasts),
            text(body, "author"),
            text(body, "reason"));
    if (!silence.end().isAfter(now)) {
      throw new IllegalArgumentException("the silence would have ended already");
    }
    engine.silence(silence);
    return Answer.json(201, AlertDocuments.silence(silence, now));
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "start is a time such as 2026-11-21T03:00:00Z, not \"" + text + "\"", e);
    }
  }

  private static String by(Request request) {
    String by = request.query().getOrDefault("by", "");
    if (by.isBlank()) {
      throw new IllegalArgumentException("by=NAME is missing: who does it");
    }
    return by;
  }

  private static JsonNode body(Request request, String... allowed) {
    JsonNode body;
    try {
      body = JSON.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body is no JSON: " + e.getOriginalMessage(), e);
    }
    if (!body.isObject()) {
      throw new IllegalArgumentException("the body must be a JSON object");
    }
    body.fieldNames()
        .forEachRemaining(name -> {
          if (!List.of(allowed).contains(name)) {
            throw new IllegalArgumentException(
                "%s is not known; known are %s".formatted(name, String.join(", ", allowed)));
          }
        });
    return body;
  }

  private static String text(JsonNode body, String field) {
    return optional(body, field)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
  }

  private static Optional<String> optional(JsonNode body, String field) {
    return body.path(field).isTextual() ? Optional.of(body.get(field).asText()) : Optional.empty();
  }

  private static Optional<Duration> time(JsonNode body) {
    return optional(body, "for").map(Durations::parse);
  }
}

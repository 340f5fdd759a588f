package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.mockapi.ApiRequest.Target;
import io.etcdmonitor.e2e.mockapi.ObjectStore.Change;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One watch: a line of JSON per change, until its time is over, the client is gone or the server
 * ends.
 */
final class WatchStream {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

  /** Also how soon the end of a client that asks for bookmarks is noticed. */
  private static final Duration BOOKMARK = Duration.ofSeconds(30);

  private final ObjectStore store;
  private final Target target;
  private final ApiRequest request;
  private final Predicate<JsonNode> selector;
  private final OutputStream out;
  private boolean columnsSent;

  WatchStream(
      ObjectStore store,
      Target target,
      ApiRequest request,
      Predicate<JsonNode> selector,
      OutputStream out) {
    this.store = store;
    this.target = target;
    this.request = request;
    this.selector = selector;
    this.out = out;
  }

  /**
   * Streams.
   *
   * @throws IOException when the client is gone
   * @throws InterruptedException when the server ends
   */
  void run() throws IOException, InterruptedException {
    out.flush();
    long seen = start();
    long end = System.nanoTime() + timeout().toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      long wait = Math.min(left, BOOKMARK.toNanos());
      List<Change> changes;
      try {
        changes = store.after(seen, Duration.ofNanos(wait));
      } catch (ApiError expired) {
        line("ERROR", expired.status());
        return;
      }
      for (Change change : changes) {
        send(change);
        seen = change.revision();
      }
      if (changes.isEmpty() && request.flag("allowWatchBookmarks")) {
        bookmark(seen, false);
      }
    }
  }

  private Duration timeout() {
    String seconds = request.parameter("timeoutSeconds");
    return seconds.isEmpty() ? DEFAULT_TIMEOUT : Duration.ofSeconds(Long.parseLong(seconds));
  }

  private long start() throws IOException {
    String version = request.parameter("resourceVersion");
    boolean initial = request.flag("sendInitialEvents");
    if (!initial && !version.isEmpty() && !version.equals("0")) {
      return Long.parseLong(version);
    }
    record Snapshot(long revision, List<ObjectNode> objects) {}
    Snapshot now =
        store.atomically(() ->
            new Snapshot(
                store.revision(), store.list(target.type().storage(), target.namespace())));
    for (ObjectNode object : now.objects()) {
      ObjectNode shown = Resources.present(target.type(), object);
      if (selector.test(shown)) {
        object("ADDED", shown);
      }
    }
    if (initial) {
      bookmark(now.revision(), true);
    }
    return now.revision();
  }

  private void send(Change change) throws IOException {
    boolean ours =
        change.key().storage().equals(target.type().storage())
            && (target.namespace().isEmpty()
                || change.key().namespace().equals(target.namespace()));
    if (!ours) {
      return;
    }
    Optional<ObjectNode> before = selected(change.before());
    Optional<ObjectNode> after = selected(change.after());
    if (after.isPresent()) {
      object(before.isPresent() ? "MODIFIED" : "ADDED", after.get());
    } else if (before.isPresent()) {
      Json.metadata(before.get()).put("resourceVersion", Long.toString(change.revision()));
      object("DELETED", before.get());
    }
  }

  private Optional<ObjectNode> selected(Optional<ObjectNode> object) {
    return object.map(o -> Resources.present(target.type(), o)).filter(selector);
  }

  private void object(String type, ObjectNode object) throws IOException {
    if (!request.wantsTable()) {
      line(type, object);
      return;
    }
    String revision = object.path("metadata").path("resourceVersion").asText();
    ObjectNode table =
        Tables.of(target.type(), List.of(object), request.parameter("includeObject"), revision);
    if (columnsSent) {
      table.putArray("columnDefinitions");
    }
    columnsSent = true;
    line(type, table);
  }

  private void bookmark(long revision, boolean endOfInitial) throws IOException {
    ObjectNode object =
        Json.object()
            .put("kind", target.type().kind())
            .put("apiVersion", target.type().apiVersion());
    ObjectNode metadata =
        object.putObject("metadata").put("resourceVersion", Long.toString(revision));
    if (endOfInitial) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    line("BOOKMARK", object);
  }

  private void line(String type, ObjectNode object) throws IOException {
    ObjectNode event = Json.object().put("type", type);
    event.set("object", object);
    out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}

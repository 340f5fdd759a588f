package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.mockapi.ApiRequest.Target;
import io.etcdmonitor.e2e.mockapi.ObjectStore.Key;
import io.etcdmonitor.e2e.mockapi.ServerSideApply.ApplyOptions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The verbs, on objects of every kind. Thread-safe: each write is atomic. */
final class Resources {
  /** An answer: the HTTP status and the object. */
  record Written(int code, ObjectNode object) {}

  private static final int OK = 200;
  private static final int CREATED = 201;

  private final ObjectStore store;
  private final ResourceTypes types;
  private final ObjectRules rules;
  private final ServerSideApply apply = new ServerSideApply();
  private final Deletion deletion;

  Resources(ObjectStore store, ResourceTypes types, Clock clock) {
    this.store = store;
    this.types = types;
    this.rules = new ObjectRules(clock);
    this.deletion = new Deletion(store, types, rules, apply);
  }

  /** An object as a kind shows it. */
  static ObjectNode present(ResourceType type, ObjectNode stored) {
    return type.isNewEvent()
        ? EventConversion.toModern(stored)
        : stored.deepCopy().put("apiVersion", type.apiVersion());
  }

  private static ObjectNode stored(ResourceType type, ObjectNode object) {
    return type.isNewEvent() ? EventConversion.toCore(object) : object;
  }

  ObjectNode get(Target target) {
    return store
        .get(target.key(target.name()))
        .map(o -> present(target.type(), o))
        .orElseThrow(() -> ApiError.notFound(target.type(), target.name()));
  }

  List<ObjectNode> list(Target target, Predicate<JsonNode> selector) {
    return store.list(target.type().storage(), target.namespace()).stream()
        .map(o -> present(target.type(), o))
        .filter(selector)
        .toList();
  }

  Written create(Target target, ApiRequest request) {
    return atomically(() -> create(target, Json.parseObject(request.body()), request));
  }

  private Written create(Target target, ObjectNode body, ApiRequest request) {
    ResourceType type = target.type();
    if (type.namespaced() && target.namespace().isEmpty()) {
      throw ApiError.badRequest("an object of this kind is created in a namespace");
    }
    requireNamespace(target);
    ObjectNode object = rules.created(target, body, strict(request));
    Key key = target.key(Json.name(object));
    if (store.get(key).isPresent()) {
      throw ApiError.alreadyExists(type, Json.name(object));
    }
    ObjectNode written = request.dryRun() ? object : write(key, stored(type, object));
    return new Written(CREATED, present(type, written));
  }

  private void requireNamespace(Target target) {
    if (target.type().namespaced()
        && store.get(new Key("namespaces", "", target.namespace())).isEmpty()) {
      ResourceType namespaces = types.find("", "v1", "namespaces").orElseThrow();
      throw ApiError.notFound(namespaces, target.namespace());
    }
  }

  Written replace(Target target, ApiRequest request) {
    return atomically(() -> update(target, get(target), Json.parseObject(request.body()), request));
  }

  Written patch(Target target, ApiRequest request) {
    if (request.mediaType().equals(Patches.APPLY)) {
      return atomically(() -> serverSideApply(target, request));
    }
    return atomically(() -> {
      ObjectNode live = get(target);
      ObjectNode wanted = Patches.apply(target.type(), request.mediaType(), live, request.body());
      return update(target, live, wanted, request);
    });
  }

  private Written serverSideApply(Target target, ApiRequest request) {
    String manager = request.parameter("fieldManager");
    if (manager.isEmpty()) {
      throw ApiError.badRequest(
          "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for"
              + " apply patch");
    }
    ObjectNode config = Json.parseObject(request.body());
    ApplyOptions options = new ApplyOptions(manager, target.subresource(), request.flag("force"));
    Optional<ObjectNode> live =
        store.get(target.key(target.name())).map(o -> present(target.type(), o));
    if (live.isEmpty()) {
      if (target.isStatus()) {
        throw ApiError.notFound(target.type(), target.name());
      }
      Json.metadata(config).put("name", target.name());
      Written created = create(target, config, request);
      merge(target, created.object(), config, options);
      return created;
    }
    ObjectNode wanted = merge(target, live.get(), config, options);
    Json.setOrRemove(
        Json.metadata(wanted), "resourceVersion", config.path("metadata").path("resourceVersion"));
    return update(target, live.get(), wanted, request);
  }

  private ObjectNode merge(
      Target target, ObjectNode live, ObjectNode config, ApplyOptions options) {
    ObjectNode ours = Json.object();
    if (target.isStatus()) {
      Json.setOrRemove(ours, "status", config.path("status"));
    } else {
      ours = config.deepCopy();
      if (target.type().statusSubresource()) {
        ours.remove("status");
      }
      ours.remove(List.of("apiVersion", "kind"));
      Json.metadata(ours)
          .remove(
              List.of(
                  "name",
                  "namespace",
                  "uid",
                  "resourceVersion",
                  "managedFields",
                  "creationTimestamp",
                  "generation"));
      if (Json.metadata(ours).isEmpty()) {
        ours.remove("metadata");
      }
    }
    JsonNode schema = target.type().schema().orElse(MissingNode.getInstance());
    return apply.apply(live, ours, schema, options);
  }

  private Written update(Target target, ObjectNode live, ObjectNode wanted, ApiRequest request) {
    ResourceType type = target.type();
    ObjectNode next = rules.updated(target, live, wanted, strict(request));
    if (request.dryRun() || next.equals(live)) {
      return new Written(OK, next);
    }
    return new Written(OK, present(type, write(target.key(target.name()), stored(type, next))));
  }

  private ObjectNode write(Key key, ObjectNode object) {
    if (key.storage().equals(ResourceTypes.CRDS + "." + ResourceTypes.CRD_GROUP)) {
      types.define(object);
    }
    ObjectNode written = store.put(key, object);
    deletion.finish(key, written);
    return written;
  }

  /**
   * Deletes one object; the answer is the object while finalizers hold it, else a {@code Status}.
   */
  Written delete(Target target, ApiRequest request) {
    JsonNode options = options(request);
    return atomically(() -> {
      ObjectNode live = get(target);
      String uid = options.path("preconditions").path("uid").asText();
      if (!uid.isEmpty() && !uid.equals(Json.uid(live))) {
        throw ApiError.conflict(target.type(), target.name(), "Precondition failed: UID");
      }
      Key key = target.key(target.name());
      boolean gone =
          request.dryRun()
              || deletion.delete(key, store.get(key).orElseThrow(), orphan(options, request));
      return new Written(OK, gone ? deleted(target.type(), live) : get(target));
    });
  }

  Written deleteCollection(Target target, Predicate<JsonNode> selector, ApiRequest request) {
    JsonNode options = options(request);
    return atomically(() -> {
      List<ObjectNode> chosen = list(target, selector);
      for (ObjectNode object : request.dryRun() ? List.<ObjectNode>of() : chosen) {
        Key key = new Key(target.type().storage(), Json.namespace(object), Json.name(object));
        store.get(key).ifPresent(o -> deletion.delete(key, o, orphan(options, request)));
      }
      return new Written(OK, success());
    });
  }

  private static JsonNode options(ApiRequest request) {
    return request.body().isBlank() ? Json.object() : Json.parse(request.body());
  }

  private static boolean orphan(JsonNode options, ApiRequest request) {
    return options.path("propagationPolicy").asText().equals("Orphan")
        || request.parameter("propagationPolicy").equals("Orphan");
  }

  private static ObjectNode success() {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return status.put("status", "Success");
  }

  private static ObjectNode deleted(ResourceType type, ObjectNode object) {
    ObjectNode status = success();
    status
        .putObject("details")
        .put("name", Json.name(object))
        .put("group", type.group())
        .put("kind", type.plural())
        .put("uid", Json.uid(object));
    return status;
  }

  private static boolean strict(ApiRequest request) {
    return request.parameter("fieldValidation").equals("Strict");
  }

  private <T> T atomically(Supplier<T> steps) {
    return store.atomically(steps);
  }
}

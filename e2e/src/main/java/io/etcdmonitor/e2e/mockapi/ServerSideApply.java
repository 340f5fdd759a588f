package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.mockapi.FieldSet.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Server-side apply: an applied configuration sets its fields, takes away those that its manager
 * applied before and does no more, and conflicts with those that another manager applied with
 * another value. Who owns what is remembered for managers that apply; plain updates own nothing.
 * Lists merge by the keys of their schema. Callers hold the store's lock.
 */
final class ServerSideApply {
  private record Manager(String name, String subresource) {}

  private final Map<String, Map<Manager, Set<List<Step>>>> owners = new HashMap<>();

  /**
   * The object after the apply; the given one is not changed.
   *
   * @param config without the fields that every object has
   * @throws ApiError on a conflict that is not forced
   */
  ObjectNode apply(ObjectNode live, ObjectNode config, JsonNode schema, ApplyOptions options) {
    ObjectNode merged = live.deepCopy();
    Map<Manager, Set<List<Step>>> ofObject =
        owners.computeIfAbsent(Json.uid(live), uid -> new HashMap<>());
    Manager manager = new Manager(options.fieldManager(), options.subresource());
    Set<List<Step>> now = FieldSet.of(config, schema);
    Set<List<Step>> others = new HashSet<>();
    List<String> conflicts = new ArrayList<>();
    ofObject.forEach((other, paths) -> {
      if (!other.equals(manager)) {
        others.addAll(paths);
        conflicts.addAll(conflicts(other, paths, now, live, config));
      }
    });
    if (!options.force() && !conflicts.isEmpty()) {
      throw ApiError.applyConflict(conflicts);
    }
    merge(merged, config, schema);
    ofObject.getOrDefault(manager, Set.of()).stream()
        .filter(path -> !now.contains(path) && !others.contains(path))
        .forEach(path -> FieldSet.remove(merged, path));
    ofObject.put(manager, now);
    return merged;
  }

  /** Forgets an object that is gone. */
  void forget(String uid) {
    owners.remove(uid);
  }

  private static List<String> conflicts(
      Manager other,
      Set<List<Step>> paths,
      Set<List<Step>> now,
      ObjectNode live,
      ObjectNode config) {
    return paths.stream()
        .filter(path -> now.contains(path) && path.get(path.size() - 1) instanceof Step.Field)
        .filter(path -> !Objects.equals(FieldSet.find(live, path), FieldSet.find(config, path)))
        .map(path -> "conflict with \"%s\": %s".formatted(other.name(), FieldSet.text(path)))
        .toList();
  }

  private static void merge(ObjectNode target, ObjectNode config, JsonNode schema) {
    for (Map.Entry<String, JsonNode> field : config.properties()) {
      String name = field.getKey();
      JsonNode of = FieldSet.child(schema, name);
      JsonNode value = field.getValue();
      if (value instanceof ObjectNode object && target.get(name) instanceof ObjectNode into) {
        merge(into, object, of);
      } else if (value instanceof ArrayNode items && FieldSet.isMap(of)) {
        mergeItems(target, name, items, of);
      } else {
        target.set(name, value.deepCopy());
      }
    }
  }

  private static void mergeItems(ObjectNode target, String name, ArrayNode items, JsonNode schema) {
    ArrayNode into =
        target.get(name) instanceof ArrayNode existing ? existing : target.putArray(name);
    for (JsonNode item : items) {
      Step.Item key = FieldSet.item(item, schema);
      JsonNode found = FieldSet.find(into, List.of(key));
      if (found instanceof ObjectNode object && item instanceof ObjectNode wanted) {
        merge(object, wanted, schema.path("items"));
      } else {
        into.add(item.deepCopy());
      }
    }
  }

  /**
   * How to apply.
   *
   * @param fieldManager who applies
   * @param subresource empty or {@code status}
   * @param force take over fields of other managers
   */
  record ApplyOptions(String fieldManager, String subresource, boolean force) {}
}

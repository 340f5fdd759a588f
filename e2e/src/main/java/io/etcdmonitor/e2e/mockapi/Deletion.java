package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.mockapi.ObjectStore.Key;
import java.util.Map;

/**
 * Ends objects: finalizers hold them, what they own goes with them, a namespace takes its content,
 * a CRD its objects. Callers hold the store's lock.
 */
final class Deletion {
  private final ObjectStore store;
  private final ResourceTypes types;
  private final ObjectRules rules;
  private final ServerSideApply apply;

  Deletion(ObjectStore store, ResourceTypes types, ObjectRules rules, ServerSideApply apply) {
    this.store = store;
    this.types = types;
    this.rules = rules;
    this.apply = apply;
  }

  /**
   * Deletes, or marks as being deleted while there are finalizers. True when the object is gone.
   */
  boolean delete(Key key, ObjectNode live, boolean orphan) {
    if (hasFinalizers(live)) {
      if (!live.path("metadata").has("deletionTimestamp")) {
        ObjectNode marked = live.deepCopy();
        Json.metadata(marked)
            .put("deletionTimestamp", rules.now())
            .put("deletionGracePeriodSeconds", 0);
        store.put(key, marked);
      }
      return false;
    }
    remove(key, live, orphan);
    return true;
  }

  /** Removes what was only waiting for its finalizers. True when the object is gone. */
  boolean finish(Key key, ObjectNode live) {
    boolean done = live.path("metadata").has("deletionTimestamp") && !hasFinalizers(live);
    if (done) {
      remove(key, live, false);
    }
    return done;
  }

  private static boolean hasFinalizers(ObjectNode object) {
    return !object.path("metadata").path("finalizers").isEmpty();
  }

  private void remove(Key key, ObjectNode live, boolean orphan) {
    store.remove(key);
    apply.forget(Json.uid(live));
    if (key.storage().equals("namespaces")) {
      deleteAll(entry -> entry.getKey().namespace().equals(key.name()));
    } else if (key.storage().equals(ResourceTypes.CRDS + "." + ResourceTypes.CRD_GROUP)) {
      types.undefine(live);
      deleteAll(entry -> entry.getKey().storage().equals(key.name()));
    }
    if (!orphan) {
      deleteAll(entry -> isOwnedBy(entry.getValue(), Json.uid(live)));
    }
  }

  private void deleteAll(java.util.function.Predicate<Map.Entry<Key, ObjectNode>> which) {
    for (Map.Entry<Key, ObjectNode> entry : store.everything()) {
      // An earlier one may have taken it along.
      if (which.test(entry) && store.get(entry.getKey()).isPresent()) {
        delete(entry.getKey(), entry.getValue(), false);
      }
    }
  }

  private static boolean isOwnedBy(JsonNode object, String uid) {
    for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
      if (owner.path("uid").asText().equals(uid)) {
        return true;
      }
    }
    return false;
  }
}

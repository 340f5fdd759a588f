package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Events have two APIs over one store; they are kept in the core form. */
final class EventConversion {
  private record Pair(String core, String modern) {}

  private static final List<Pair> RENAMED =
      List.of(
          new Pair("involvedObject", "regarding"),
          new Pair("message", "note"),
          new Pair("reportingComponent", "reportingController"),
          new Pair("source", "deprecatedSource"),
          new Pair("firstTimestamp", "deprecatedFirstTimestamp"),
          new Pair("lastTimestamp", "deprecatedLastTimestamp"),
          new Pair("count", "deprecatedCount"));

  private EventConversion() {}

  /** From {@code events.k8s.io/v1} to {@code v1}. */
  static ObjectNode toCore(ObjectNode event) {
    ObjectNode core = event.deepCopy();
    core.put("apiVersion", "v1").put("kind", "Event");
    RENAMED.forEach(pair -> rename(core, pair.modern(), pair.core()));
    return core;
  }

  /** From {@code v1} to {@code events.k8s.io/v1}. */
  static ObjectNode toModern(ObjectNode event) {
    ObjectNode modern = event.deepCopy();
    modern.put("apiVersion", "events.k8s.io/v1").put("kind", "Event");
    RENAMED.forEach(pair -> rename(modern, pair.core(), pair.modern()));
    return modern;
  }

  private static void rename(ObjectNode object, String from, String to) {
    if (object.has(from)) {
      object.set(to, object.remove(from));
    }
  }
}

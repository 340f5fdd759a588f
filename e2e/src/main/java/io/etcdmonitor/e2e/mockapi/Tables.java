package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Server-side printing: what {@code kubectl get} asks for. */
final class Tables {
  private static final String API_VERSION = "meta.k8s.io/v1";

  private Tables() {}

  /**
   * A table of objects.
   *
   * @param include {@code None}, {@code Metadata} (also when empty) or {@code Object}: what each
   *     row carries
   * @param revision of the list
   */
  static ObjectNode of(
      ResourceType type, List<ObjectNode> objects, String include, String revision) {
    ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", API_VERSION);
    table.putObject("metadata").put("resourceVersion", revision);
    ArrayNode definitions = table.putArray("columnDefinitions");
    definitions.add(definition("Name", "string", "name", "Name of the object", 0));
    boolean named = !type.plural().equals("events");
    if (!named) {
      definitions.removeAll();
    }
    type.columns()
        .forEach(c ->
            definitions.add(definition(c.name(), c.type(), "", c.description(), c.priority())));
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      ObjectNode row = rows.addObject();
      ArrayNode cells = row.putArray("cells");
      if (named) {
        cells.add(Json.name(object));
      }
      type.columns().forEach(c -> cells.add(c.value().apply(object)));
      carry(row, object, include);
    }
    return table;
  }

  private static void carry(ObjectNode row, ObjectNode object, String include) {
    if (include.equals("Object")) {
      row.set("object", object);
    } else if (!include.equals("None")) {
      ObjectNode partial =
          row.putObject("object")
              .put("kind", "PartialObjectMetadata")
              .put("apiVersion", API_VERSION);
      partial.set("metadata", Json.metadata(object).deepCopy());
    }
  }

  private static ObjectNode definition(
      String name, String type, String format, String description, int priority) {
    return Json.object()
        .put("name", name)
        .put("type", type)
        .put("format", format)
        .put("description", description)
        .put("priority", priority);
  }
}

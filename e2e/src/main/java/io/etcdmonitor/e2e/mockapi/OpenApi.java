package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * OpenAPI v3 documents: for {@code kubectl explain}, and so that kubectl leaves the validation of
 * fields to this server.
 */
final class OpenApi {
  private static final String GVK = "x-kubernetes-group-version-kind";

  private final ResourceTypes types;

  OpenApi(ResourceTypes types) {
    this.types = types;
  }

  /** {@code /openapi/v3}. */
  ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    types.all().stream()
        .map(OpenApi::prefix)
        .distinct()
        .forEach(p -> paths.putObject(p).put("serverRelativeURL", "/openapi/v3/" + p));
    return index;
  }

  /** {@code /openapi/v3/apis/<group>/<version>}. */
  Optional<ObjectNode> document(String prefix) {
    List<ResourceType> served = types.all().stream().filter(t -> prefix(t).equals(prefix)).toList();
    if (served.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "etcd-monitor mock").put("version", "v1");
    ObjectNode paths = document.putObject("paths");
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    for (ResourceType type : served) {
      String schema = "mock." + type.version() + "." + type.kind();
      paths.set(path(type), operations(type, schema));
      schemas.set(schema, schema(type));
    }
    return Optional.of(document);
  }

  private static String prefix(ResourceType type) {
    return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
  }

  private static String path(ResourceType type) {
    String namespace = type.namespaced() ? "/namespaces/{namespace}" : "";
    return "/" + prefix(type) + namespace + "/" + type.plural() + "/{name}";
  }

  private static ObjectNode operations(ResourceType type, String schema) {
    ObjectNode operations = Json.object();
    for (String method : List.of("get", "patch")) {
      ObjectNode operation = operations.putObject(method);
      operation
          .putArray("parameters")
          .addObject()
          .put("name", "fieldValidation")
          .put("in", "query")
          .putObject("schema")
          .put("type", "string");
      operation
          .putObject("responses")
          .putObject("200")
          .put("description", "OK")
          .putObject("content")
          .putObject("application/json")
          .putObject("schema")
          .put("$ref", "#/components/schemas/" + schema);
      operation.set(GVK, gvk(type));
    }
    return operations;
  }

  private static ObjectNode schema(ResourceType type) {
    ObjectNode schema =
        type.schema()
            .map(s -> (ObjectNode) s.deepCopy())
            .orElseGet(() -> Json.object().put("type", "object"));
    ObjectNode properties = Json.child(schema, "properties");
    properties.putObject("apiVersion").put("type", "string");
    properties.putObject("kind").put("type", "string");
    properties.putObject("metadata").put("type", "object");
    schema.putArray(GVK).add(gvk(type));
    return schema;
  }

  private static ObjectNode gvk(ResourceType type) {
    return Json.object()
        .put("group", type.group())
        .put("version", type.version())
        .put("kind", type.kind());
  }
}

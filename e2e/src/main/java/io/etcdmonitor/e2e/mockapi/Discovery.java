package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The documents by which clients find out what is served. */
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private final ResourceTypes types;

  Discovery(ResourceTypes types) {
    this.types = types;
  }

  /** {@code /version}. */
  static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "36")
        .put("gitVersion", "v1.36.0+etcd-monitor-mock")
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("platform", "java");
  }

  /** {@code /api}. */
  static ObjectNode coreVersions() {
    ObjectNode versions = Json.object().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    versions.putArray("serverAddressByClientCIDRs");
    return versions;
  }

  /** {@code /apis}. */
  ObjectNode groups() {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    types.all().stream()
        .map(ResourceType::group)
        .distinct()
        .filter(group -> !group.isEmpty())
        .forEach(group -> groups.add(describe(group)));
    return list;
  }

  /** {@code /apis/<group>}. */
  Optional<ObjectNode> group(String name) {
    return types.all().stream().anyMatch(t -> t.group().equals(name))
        ? Optional.of(describe(name).put("kind", "APIGroup").put("apiVersion", "v1"))
        : Optional.empty();
  }

  private ObjectNode describe(String group) {
    ObjectNode described = Json.object().put("name", group);
    ArrayNode versions = described.putArray("versions");
    types.all().stream()
        .filter(t -> t.group().equals(group))
        .map(ResourceType::version)
        .distinct()
        .forEach(v -> versions.add(groupVersion(group, v)));
    described.set("preferredVersion", versions.get(0).deepCopy());
    return described;
  }

  private static ObjectNode groupVersion(String group, String version) {
    return Json.object().put("groupVersion", group + "/" + version).put("version", version);
  }

  /** {@code /api/v1} and {@code /apis/<group>/<version>}. */
  Optional<ObjectNode> resources(String group, String version) {
    List<ResourceType> served =
        types.all().stream()
            .filter(t -> t.group().equals(group) && t.version().equals(version))
            .toList();
    if (served.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode list =
        Json.object()
            .put("kind", "APIResourceList")
            .put("apiVersion", "v1")
            .put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    for (ResourceType type : served) {
      resources.add(resource(type));
      if (type.statusSubresource()) {
        resources.add(status(type));
      }
    }
    return Optional.of(list);
  }

  private static ObjectNode resource(ResourceType type) {
    ObjectNode resource =
        Json.object()
            .put("name", type.plural())
            .put("singularName", type.names().singular())
            .put("namespaced", type.namespaced())
            .put("kind", type.kind());
    resource.set("verbs", Json.strings(VERBS));
    if (!type.names().shortNames().isEmpty()) {
      resource.set("shortNames", Json.strings(type.names().shortNames()));
    }
    if (!type.names().categories().isEmpty()) {
      resource.set("categories", Json.strings(type.names().categories()));
    }
    return resource;
  }

  private static ObjectNode status(ResourceType type) {
    ObjectNode resource =
        Json.object()
            .put("name", type.plural() + "/status")
            .put("singularName", "")
            .put("namespaced", type.namespaced())
            .put("kind", type.kind());
    resource.set("verbs", Json.strings(List.of("get", "patch", "update")));
    return resource;
  }
}

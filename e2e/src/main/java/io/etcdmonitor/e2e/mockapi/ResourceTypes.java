package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.e2e.mockapi.ResourceType.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.StreamSupport;

/** The kinds that are served: some built-in ones, and what CRDs add. Thread-safe. */
final class ResourceTypes {
  static final String CRD_GROUP = "apiextensions.k8s.io";
  static final String CRDS = "customresourcedefinitions";

  private final Map<String, ResourceType> types = new ConcurrentSkipListMap<>();
  private final Columns columns;

  ResourceTypes(Columns columns) {
    this.columns = columns;
    List<Column> age = List.of(columns.age());
    add("", "v1", "namespaces", "Namespace", List.of("ns"), false, columns.namespaces());
    add("", "v1", "configmaps", "ConfigMap", List.of("cm"), true, columns.configMaps());
    add("", "v1", "secrets", "Secret", List.of(), true, columns.secrets());
    add("", "v1", "services", "Service", List.of("svc"), true, age);
    add("", "v1", "serviceaccounts", "ServiceAccount", List.of("sa"), true, age);
    add("", "v1", "events", "Event", List.of("ev"), true, columns.events());
    add("events.k8s.io", "v1", "events", "Event", List.of("ev"), true, columns.events());
    add("coordination.k8s.io", "v1", "leases", "Lease", List.of(), true, columns.leases());
    add("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", List.of(), true, age);
    String rbac = "rbac.authorization.k8s.io";
    add(rbac, "v1", "clusterroles", "ClusterRole", List.of(), false, age);
    add(rbac, "v1", "clusterrolebindings", "ClusterRoleBinding", List.of(), false, age);
    add(rbac, "v1", "roles", "Role", List.of(), true, age);
    add(rbac, "v1", "rolebindings", "RoleBinding", List.of(), true, age);
    add(
        CRD_GROUP,
        "v1",
        CRDS,
        "CustomResourceDefinition",
        List.of("crd", "crds"),
        false,
        columns.crds());
  }

  private void add(
      String group,
      String version,
      String plural,
      String kind,
      List<String> shortNames,
      boolean namespaced,
      List<Column> table) {
    Names names = new Names(plural, kind.toLowerCase(Locale.ROOT), kind, shortNames, List.of());
    boolean status = plural.equals("namespaces") || plural.equals(CRDS);
    put(new ResourceType(group, version, names, namespaced, status, Optional.empty(), table));
  }

  private void put(ResourceType type) {
    types.put(key(type.group(), type.version(), type.plural()), type);
  }

  private static String key(String group, String version, String plural) {
    return group + "|" + version + "|" + plural;
  }

  Optional<ResourceType> find(String group, String version, String plural) {
    return Optional.ofNullable(types.get(key(group, version, plural)));
  }

  Collection<ResourceType> all() {
    return types.values();
  }

  /** Serves what a CRD defines, in place of what an earlier one of its name defined. */
  void define(JsonNode crd) {
    List<ResourceType> defined = new ArrayList<>();
    for (JsonNode version : crd.path("spec").path("versions")) {
      if (version.path("served").asBoolean()) {
        defined.add(fromCrd(crd.path("spec"), version));
      }
    }
    undefine(crd);
    defined.forEach(this::put);
  }

  /** Serves what a CRD defined no longer. */
  void undefine(JsonNode crd) {
    String group = crd.path("spec").path("group").asText();
    String plural = crd.path("spec").path("names").path("plural").asText();
    types.values().removeIf(t -> t.group().equals(group) && t.plural().equals(plural));
  }

  private ResourceType fromCrd(JsonNode spec, JsonNode version) {
    JsonNode names = spec.path("names");
    String kind = names.path("kind").asText();
    JsonNode schema = version.path("schema").path("openAPIV3Schema");
    return new ResourceType(
        spec.path("group").asText(),
        version.path("name").asText(),
        new Names(
            names.path("plural").asText(),
            names.path("singular").asText(kind.toLowerCase(Locale.ROOT)),
            kind,
            texts(names.path("shortNames")),
            texts(names.path("categories"))),
        spec.path("scope").asText().equals("Namespaced"),
        version.path("subresources").has("status"),
        schema.isObject() ? Optional.of(schema.deepCopy()) : Optional.empty(),
        columns.ofCrd(version.path("additionalPrinterColumns")));
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}

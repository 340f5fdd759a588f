package io.etcdmonitor.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** One verb on one resource, as RBAC sees it. */
record Permission(String group, String resource, String verb) implements Comparable<Permission> {

  /** Every combination that the rules of a Role or ClusterRole grant. */
  static Set<Permission> of(JsonNode role) {
    Set<Permission> granted = new TreeSet<>();
    for (JsonNode rule : role.path("rules")) {
      for (JsonNode group : rule.path("apiGroups")) {
        for (JsonNode resource : rule.path("resources")) {
          for (JsonNode verb : rule.path("verbs")) {
            granted.add(new Permission(group.asText(), resource.asText(), verb.asText()));
          }
        }
      }
    }
    return granted;
  }

  @Override
  public int compareTo(Permission other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return (group.isEmpty() ? "core" : group) + "/" + resource + ":" + verb;
  }
}

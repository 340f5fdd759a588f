package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A kind that is served, at one version.
 *
 * @param group empty for the core group
 * @param version as in the path
 * @param names what it is called
 * @param namespaced whether objects live in namespaces
 * @param statusSubresource whether the status has a path of its own
 * @param schema the {@code openAPIV3Schema}, for custom resources
 * @param columns what a table shows after the name
 */
record ResourceType(
    String group,
    String version,
    Names names,
    boolean namespaced,
    boolean statusSubresource,
    Optional<JsonNode> schema,
    List<Column> columns) {

  /**
   * What a kind is called.
   *
   * @param plural in paths
   * @param singular on the command line
   * @param kind in objects
   * @param shortNames more words for the command line
   * @param categories groups of kinds for the command line
   */
  record Names(
      String plural,
      String singular,
      String kind,
      List<String> shortNames,
      List<String> categories) {}

  String plural() {
    return names.plural();
  }

  String kind() {
    return names.kind();
  }

  /** {@code v1} or {@code group/v1}. */
  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code plural} or {@code plural.group}: the form in error messages. */
  String groupResource() {
    return group.isEmpty() ? plural() : plural() + "." + group;
  }

  /** Where objects are kept: Events have two APIs and one store, as in Kubernetes. */
  String storage() {
    return plural().equals("events") ? "events" : groupResource();
  }

  boolean isNewEvent() {
    return group.equals("events.k8s.io");
  }
}

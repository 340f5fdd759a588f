package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.kube.ObjectCaches;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one EtcdInspection for each enabled feature of a cluster. Never touches an object that the
 * operator did not make. Thread-safe.
 */
final class InspectionObjects {
  private final InspectionApi api;
  private final ObjectCaches caches;

  /** What a person set on those that were left by an earlier cluster, until ours are created. */
  private final Map<Place, EtcdInspectionSpec> left = new ConcurrentHashMap<>();

  private record Place(String clusterUid, String inspection) {}

  InspectionObjects(InspectionApi api, ObjectCaches caches) {
    this.api = api;
    this.caches = caches;
  }

  /**
   * Creates, corrects and deletes.
   *
   * @return problems: names that are taken, objects that the API refuses
   * @throws KubernetesClientException when it may go through later
   */
  List<ConfigurationProblem> sync(EtcdCluster cluster, FeaturePlan plan) {
    List<ConfigurationProblem> problems = new ArrayList<>();
    Set<String> wanted = new HashSet<>();
    for (FeaturePlan.Planned feature : plan.features()) {
      if (feature.runs()) {
        wanted.add(feature.inspection());
        keepIfAllowed(cluster, feature).ifPresent(problems::add);
      }
    }
    for (EtcdInspection inspection : caches.inspectionsOf(ClusterKeys.of(cluster))) {
      if (Ownership.madeFor(inspection, cluster)
          && !wanted.contains(inspection.getMetadata().getName())) {
        api.delete(inspection);
      }
    }
    return problems;
  }

  /**
   * Deletes what a deleted cluster left, unless it is to stay; Kubernetes does the same, sooner or
   * later.
   */
  void deleteAllOf(HasMetadata cluster) {
    left.keySet().removeIf(place -> place.clusterUid().equals(cluster.getMetadata().getUid()));
    if (Ownership.orphans(cluster)) {
      return;
    }
    for (EtcdInspection inspection : caches.inspectionsOf(ClusterKeys.of(cluster))) {
      if (Ownership.madeFor(inspection, cluster)) {
        api.delete(inspection);
      }
    }
  }

  private Optional<ConfigurationProblem> keepIfAllowed(
      EtcdCluster cluster, FeaturePlan.Planned feature) {
    try {
      return keep(cluster, feature);
    } catch (KubernetesClientException e) {
      if (ApiErrors.refused(e)) {
        return Optional.of(refused(cluster, feature, e));
      }
      throw e;
    }
  }

  private Optional<ConfigurationProblem> keep(EtcdCluster cluster, FeaturePlan.Planned feature) {
    String namespace = cluster.getMetadata().getNamespace();
    Optional<EtcdInspection> found = caches.inspection(namespace, feature.inspection());
    if (found.isEmpty()) {
      return create(cluster, feature);
    }
    EtcdInspection there = found.get();
    if (Ownership.madeFor(there, cluster)) {
      left.remove(place(cluster, feature));
      correct(there, feature.object().orElseThrow());
      return Optional.empty();
    }
    boolean orphan =
        ofThisName(there, cluster) && Ownership.orphaned(there, cluster, feature.name());
    boolean made = ofThisName(there, cluster) && Ownership.operatorMade(there);
    if (!orphan && !made) {
      return Optional.of(taken(namespace, feature));
    }
    // Left by an earlier cluster of this name; once it is gone, ours is created.
    if (orphan) {
      left.put(place(cluster, feature), there.getSpec());
    }
    api.delete(there);
    return Optional.empty();
  }

  private static boolean ofThisName(EtcdInspection there, EtcdCluster cluster) {
    return there.getSpec() != null
        && cluster.getMetadata().getName().equals(there.getSpec().clusterName());
  }

  private Optional<ConfigurationProblem> create(EtcdCluster cluster, FeaturePlan.Planned feature) {
    Place place = place(cluster, feature);
    EtcdInspection ours = desired(cluster, feature);
    Optional.ofNullable(left.get(place))
        .ifPresent(before -> ours.setSpec(asAPersonHasIt(ours.getSpec(), before)));
    try {
      api.create(ours);
      left.remove(place);
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // The cache lags, or somebody took the name just now: the next look tells which.
      return Optional.empty();
    }
  }

  private static Place place(EtcdCluster cluster, FeaturePlan.Planned feature) {
    return new Place(cluster.getMetadata().getUid(), feature.inspection());
  }

  /** A person may suspend one, or keep more history; the rest is the cluster's to say. */
  private static EtcdInspectionSpec asAPersonHasIt(
      EtcdInspectionSpec wanted, EtcdInspectionSpec is) {
    return wanted.toBuilder().suspend(is.suspend()).historyLimit(is.historyLimit()).build();
  }

  private void correct(EtcdInspection there, EtcdInspectionSpec wanted) {
    EtcdInspectionSpec should = asAPersonHasIt(wanted, there.getSpec());
    if (!there.getSpec().equals(should)) {
      EtcdInspection corrected = new EtcdInspection();
      corrected.setMetadata(there.getMetadata());
      corrected.setSpec(should);
      update(corrected);
    }
  }

  private void update(EtcdInspection corrected) {
    try {
      api.update(corrected);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      // The cache lags, somebody deleted it just now: the next look creates it.
    }
  }

  private static EtcdInspection desired(EtcdCluster cluster, FeaturePlan.Planned feature) {
    EtcdInspection inspection = new EtcdInspection();
    inspection.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(cluster.getMetadata().getNamespace())
            .withName(feature.inspection())
            .withLabels(Ownership.labels(cluster.getMetadata().getName(), feature.name()))
            .withOwnerReferences(Ownership.reference(cluster))
            .build());
    inspection.setSpec(feature.object().orElseThrow());
    return inspection;
  }

  private static ConfigurationProblem taken(String namespace, FeaturePlan.Planned feature) {
    return new ConfigurationProblem(
        Reasons.INSPECTION_NAME_TAKEN,
        ("EtcdInspection %s/%s, which feature %s needs, exists and is not this cluster's: rename or"
                + " delete that one; the feature runs all the same.")
            .formatted(namespace, feature.inspection(), feature.name()),
        false);
  }

  private static ConfigurationProblem refused(
      EtcdCluster cluster, FeaturePlan.Planned feature, KubernetesClientException e) {
    String why = e.getStatus() == null ? null : e.getStatus().getMessage();
    return new ConfigurationProblem(
        Reasons.INSPECTION_REFUSED,
        ("The Kubernetes API refuses EtcdInspection %s/%s of feature %s: %s; correct what it names;"
                + " the feature runs all the same.")
            .formatted(
                cluster.getMetadata().getNamespace(),
                feature.inspection(),
                feature.name(),
                why == null ? e.getMessage() : why),
        false);
  }
}

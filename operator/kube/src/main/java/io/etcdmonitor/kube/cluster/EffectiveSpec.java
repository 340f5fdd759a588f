package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EndpointMapping;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.FeatureSpec;
import io.etcdmonitor.api.v1alpha1.KstoneAnnotations;
import io.etcdmonitor.api.v1alpha1.Patterns;
import io.etcdmonitor.api.v1alpha1.TlsSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The spec as it counts: what kstone's annotations say stands in where the typed field is absent.
 *
 * @param spec with the annotations filled in
 * @param problems with the annotations
 * @param secretOfKstone whether the TLS Secret came from kstone's annotation
 */
record EffectiveSpec(
    EtcdClusterSpec spec, List<ConfigurationProblem> problems, boolean secretOfKstone) {

  /**
   * What kstone calls a feature and we do for every cluster, or do not do at all: nothing when off.
   */
  private static final Set<String> NO_FEATURES_OF_OURS = Set.of("backup", "backupcheck");

  /** Metrics are there always. */
  private static final String MONITOR = "monitor";

  private static final Pattern SECRET_NAME = Pattern.compile(Patterns.DNS_SUBDOMAIN);

  static EffectiveSpec of(EtcdCluster cluster) {
    EtcdClusterSpec spec =
        cluster.getSpec() == null ? EtcdClusterSpec.builder().build() : cluster.getSpec();
    Map<String, String> annotations =
        cluster.getMetadata().getAnnotations() == null
            ? Map.of()
            : cluster.getMetadata().getAnnotations();
    List<ConfigurationProblem> problems = new ArrayList<>();
    EtcdClusterSpec.Builder merged = spec.toBuilder();
    String address = annotations.get(KstoneAnnotations.IMPORTED_ADDR);
    if (spec.endpoints().isEmpty() && address != null) {
      merged.endpoints(
          words(KstoneAnnotations.IMPORTED_ADDR, address, EtcdClusterSpec.MAX_ENDPOINTS, problems));
    }
    String gates = annotations.get(KstoneAnnotations.FEATURE_GATES);
    if (spec.features().isEmpty() && gates != null) {
      merged.features(features(gates, problems));
    }
    String urls = annotations.get(KstoneAnnotations.EXT_CLIENT_URL);
    if (spec.endpointMap().isEmpty() && urls != null) {
      merged.endpointMap(endpointMap(urls, problems));
    }
    String certificate = annotations.get(KstoneAnnotations.CERT_NAME);
    boolean ofKstone = spec.tls() == null && certificate != null && !certificate.isBlank();
    if (ofKstone) {
      String secret = secret(certificate.strip(), cluster.getMetadata().getNamespace(), problems);
      merged.tls(new TlsSpec(secret, null, null));
    }
    return new EffectiveSpec(merged.build(), List.copyOf(problems), ofKstone);
  }

  /** No more than the typed field takes: the API server does not look into annotations. */
  private static List<String> words(
      String annotation, String text, int most, List<ConfigurationProblem> problems) {
    List<String> words =
        Arrays.stream(text.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
    if (words.size() <= most) {
      return words;
    }
    problems.add(
        new ConfigurationProblem(
            Reasons.ANNOTATION_INVALID,
            "Annotation %s has %d entries, at most %d are taken: write fewer."
                .formatted(annotation, words.size(), most),
            true));
    return List.of();
  }

  private static List<FeatureSpec> features(String gates, List<ConfigurationProblem> problems) {
    List<FeatureSpec> features = new ArrayList<>();
    for (String gate :
        words(KstoneAnnotations.FEATURE_GATES, gates, EtcdClusterSpec.MAX_FEATURES, problems)) {
      String[] parts = gate.split("=", 2);
      String name = parts[0].strip();
      String value = parts.length == 2 ? parts[1].strip() : "";
      if (!value.equals("true") && !value.equals("false")) {
        problems.add(
            invalid(KstoneAnnotations.FEATURE_GATES, gate, "name=true or name=false", false));
      } else if (!name.equals(MONITOR)
          && !(NO_FEATURES_OF_OURS.contains(name) && value.equals("false"))) {
        features.add(new FeatureSpec(name, value.equals("true"), null, null, null));
      }
    }
    return features;
  }

  private static List<EndpointMapping> endpointMap(
      String urls, List<ConfigurationProblem> problems) {
    List<EndpointMapping> map = new ArrayList<>();
    for (String pair :
        words(KstoneAnnotations.EXT_CLIENT_URL, urls, EtcdClusterSpec.MAX_MAPPINGS, problems)) {
      String[] sides = pair.split("->", 2);
      if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
        problems.add(
            invalid(
                KstoneAnnotations.EXT_CLIENT_URL,
                pair,
                "advertisedHost:port->reachableHost:port",
                false));
      } else {
        map.add(new EndpointMapping(sides[0].strip(), sides[1].strip()));
      }
    }
    return map;
  }

  /** kstone read Secrets of any namespace for anyone who could write an annotation; we do not. */
  private static String secret(String text, String namespace, List<ConfigurationProblem> problems) {
    String[] parts = text.split("/", 2);
    String name = parts[parts.length - 1];
    if (parts.length == 2 && !parts[0].equals(namespace)) {
      problems.add(
          new ConfigurationProblem(
              Reasons.SECRET_IN_OTHER_NAMESPACE,
              ("Annotation %s names Secret %s, which is in another namespace: copy it to namespace"
                      + " %s and name it in spec.tls.secretName.")
                  .formatted(KstoneAnnotations.CERT_NAME, text, namespace),
              true));
    } else if (name.length() > Patterns.MAX_DNS_SUBDOMAIN || !SECRET_NAME.matcher(name).matches()) {
      // It becomes part of a path that the API is asked for.
      problems.add(
          invalid(
              KstoneAnnotations.CERT_NAME, text, "the name of a Secret in this namespace", true));
    }
    return name;
  }

  private static ConfigurationProblem invalid(
      String annotation, String text, String allowed, boolean blocking) {
    return new ConfigurationProblem(
        Reasons.ANNOTATION_INVALID,
        "Annotation %s has '%s', which is not understood: write %s, or use the typed field."
            .formatted(annotation, text, allowed),
        blocking);
  }
}

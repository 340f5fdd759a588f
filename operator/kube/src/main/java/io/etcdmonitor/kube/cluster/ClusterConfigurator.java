package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EndpointMapping;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.ServiceRef;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.kube.lookup.KubeLookup;
import io.etcdmonitor.kube.lookup.LookupForbiddenException;
import io.etcdmonitor.kube.provider.ClusterProviders;
import io.etcdmonitor.kube.provider.ProviderContext;
import io.etcdmonitor.kube.provider.ProviderException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns an EtcdCluster into what the engine watches: endpoints from its provider, Secrets,
 * thresholds. No etcd I/O. Thread-safe.
 */
final class ClusterConfigurator {
  private final ClusterProviders providers;

  ClusterConfigurator(ClusterProviders providers) {
    this.providers = providers;
  }

  /**
   * Resolves a spec.
   *
   * @param before what is being watched now: its addresses stand in while a Service has none, and
   *     the same certificates are not kept twice
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API is away
   */
  ClusterConfiguration resolve(
      ClusterKey key,
      EffectiveSpec effective,
      Map<String, String> annotations,
      KubeLookup lookup,
      Optional<WatchedCluster> before) {
    List<ConfigurationProblem> problems = new ArrayList<>(effective.problems());
    EtcdClusterSpec spec = effective.spec();
    try {
      if (problems.stream().anyMatch(ConfigurationProblem::blocking)) {
        return new ClusterConfiguration(Optional.empty(), problems);
      }
      SecretReader secrets = new SecretReader(key, lookup);
      Optional<TlsMaterial> tls = Optional.ofNullable(spec.tls()).map(secrets::tls);
      Optional<Credentials> credentials = credentials(effective, secrets);
      List<Endpoint> seeds =
          seeds(new ProviderContext(key, spec, annotations, lookup), before, problems);
      checkSchemes(seeds, tls);
      return new ClusterConfiguration(
          Optional.of(
              new WatchedCluster(
                  key,
                  spec.description() == null ? "" : spec.description(),
                  known(
                      before,
                      new ConnectionSpec(
                          seeds,
                          tls,
                          credentials,
                          endpointMap(spec.endpointMap()),
                          SpecMapping.api(spec.storageBackend()),
                          directory(spec))),
                  SpecMapping.thresholds(spec.thresholds()),
                  SpecMapping.expected(spec.expected()),
                  SpecMapping.metrics(spec.metrics()),
                  SpecMapping.writeProbe(spec.writeProbe()))),
          problems);
    } catch (ProblemException e) {
      problems.add(e.problem());
    } catch (ProviderException e) {
      problems.add(new ConfigurationProblem(e.reason(), e.getMessage(), true));
    } catch (LookupForbiddenException e) {
      problems.add(
          new ConfigurationProblem(
              Reasons.PERMISSION_DENIED,
              "The Kubernetes API refuses what provider %s needs: %s; grant it."
                  .formatted(spec.provider(), e.getMessage()),
              true));
    } catch (IllegalArgumentException e) {
      problems.add(new ConfigurationProblem(Reasons.SETTING_INVALID, e.getMessage(), true));
    }
    return new ClusterConfiguration(Optional.empty(), problems);
  }

  /**
   * The one that is in use where it is equal: its connections hold on to it, and a second copy of
   * certificates and keys would be kept of each cluster.
   */
  private static ConnectionSpec known(Optional<WatchedCluster> before, ConnectionSpec now) {
    return before.map(WatchedCluster::connection).filter(now::equals).orElse(now);
  }

  private static Optional<Credentials> credentials(EffectiveSpec effective, SecretReader secrets) {
    EtcdClusterSpec spec = effective.spec();
    if (spec.auth() != null) {
      return Optional.of(secrets.credentials(spec.auth().secretName()));
    }
    return effective.secretOfKstone()
        ? secrets.credentialsBesideCertificate(spec.tls().secretName())
        : Optional.empty();
  }

  /**
   * A Service whose Pods are all gone has no addresses. That is the moment to say that etcd is
   * down, not to stop looking: the addresses known before are kept.
   */
  private List<Endpoint> seeds(
      ProviderContext context,
      Optional<WatchedCluster> before,
      List<ConfigurationProblem> problems) {
    try {
      return providers.endpoints(context);
    } catch (ProviderException e) {
      if (!e.reason().equals(Reasons.SERVICE_WITHOUT_ENDPOINTS) || before.isEmpty()) {
        throw e;
      }
      problems.add(
          new ConfigurationProblem(
              e.reason(), e.getMessage() + " The addresses known before are still probed.", false));
      return before.get().connection().seeds();
    }
  }

  /** Pods come and go; the Service is that of one cluster. */
  private static Optional<String> directory(EtcdClusterSpec spec) {
    return Optional.ofNullable(spec.service())
        .filter(service -> spec.provider().equals(EtcdClusterSpec.PROVIDER_SERVICE))
        .map(ServiceRef::name);
  }

  private static void checkSchemes(List<Endpoint> seeds, Optional<TlsMaterial> tls) {
    Optional<Endpoint> plain = seeds.stream().filter(seed -> !seed.tls()).findFirst();
    if (tls.isPresent() && plain.isPresent()) {
      throw new ProblemException(
          Reasons.ENDPOINT_INVALID,
          "TLS is asked for, but endpoint %s is not https: write https, or remove the TLS Secret."
              .formatted(plain.get()));
    }
  }

  private static Map<String, String> endpointMap(List<EndpointMapping> mappings) {
    Map<String, String> map = new HashMap<>();
    for (EndpointMapping mapping : mappings) {
      Endpoint reachable = endpoint(mapping.reachable());
      map.put(
          endpoint(mapping.advertised()).authority(),
          reachable.tls() ? reachable.toString() : reachable.authority());
    }
    return map;
  }

  private static Endpoint endpoint(String address) {
    try {
      return Endpoint.parse(address);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Reasons.ENDPOINT_INVALID,
          "The endpoint map has an address that is none: " + e.getMessage() + ".");
    }
  }
}

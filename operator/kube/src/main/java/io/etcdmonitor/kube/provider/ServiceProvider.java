package io.etcdmonitor.kube.provider;

import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.Scheme;
import io.etcdmonitor.api.v1alpha1.ServiceRef;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.etcd.Endpoint;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The addresses behind a Kubernetes Service of the cluster's own namespace. Members that are not
 * ready are looked at too: they are the ones worth looking at. {@code spec.endpoints}, where given,
 * follow as the fallback.
 */
public final class ServiceProvider implements ClusterProvider {
  private static final String SLICE_LABEL = "kubernetes.io/service-name";
  private static final int MOST = 64;

  @Override
  public String name() {
    return EtcdClusterSpec.PROVIDER_SERVICE;
  }

  @Override
  public String description() {
    return "The addresses in the EndpointSlices of the Service that spec.service names.";
  }

  @Override
  public List<Endpoint> endpoints(ProviderContext context) {
    ServiceRef ref = context.spec().service();
    if (ref == null) {
      throw new ProviderException(
          Reasons.SERVICE_NOT_FOUND,
          "Provider service needs to know the Service: set spec.service.name.");
    }
    List<Endpoint> fallback = Endpoints.parse(context.spec().endpoints());
    boolean exists = context.lookup().get(Service.class, ref.name()).isPresent();
    // Looked up even without the Service: so that the watch is there when it appears.
    List<EndpointSlice> slices =
        context.lookup().list(EndpointSlice.class, Map.of(SLICE_LABEL, ref.name()));
    if (!exists) {
      throw new ProviderException(
          Reasons.SERVICE_NOT_FOUND,
          "Service %s/%s does not exist: create it, or correct spec.service.name."
              .formatted(context.key().namespace(), ref.name()));
    }
    Set<Endpoint> found = new LinkedHashSet<>(addresses(context, ref, slices));
    found.addAll(fallback);
    if (found.isEmpty()) {
      throw new ProviderException(
          Reasons.SERVICE_WITHOUT_ENDPOINTS,
          "Service %s/%s has no endpoints: check its selector and the Pods behind it."
              .formatted(context.key().namespace(), ref.name()));
    }
    return List.copyOf(found);
  }

  private static List<Endpoint> addresses(
      ProviderContext context, ServiceRef ref, List<EndpointSlice> slices) {
    String scheme = scheme(context.spec(), ref);
    List<Endpoint> found = new ArrayList<>();
    for (EndpointSlice slice : slices) {
      if (slice.getEndpoints() == null) {
        continue;
      }
      for (var endpoint : slice.getEndpoints()) {
        if (endpoint.getAddresses() == null || endpoint.getAddresses().isEmpty()) {
          continue;
        }
        String host =
            host(context, ref, scheme, endpoint.getHostname(), endpoint.getAddresses().get(0));
        found.add(new Endpoint(scheme, host, ref.port()));
      }
    }
    return found.stream()
        .sorted(Comparator.comparing(Endpoint::toString))
        .distinct()
        .limit(MOST)
        .toList();
  }

  /** Server certificates of etcd carry Pod names rather than Pod addresses. */
  private static String host(
      ProviderContext context, ServiceRef ref, String scheme, String hostname, String address) {
    boolean named = context.spec().tls() != null && context.spec().tls().serverName() != null;
    if (scheme.equals("https") && !named && hostname != null && !hostname.isEmpty()) {
      return "%s.%s.%s.svc".formatted(hostname, ref.name(), context.key().namespace());
    }
    return address;
  }

  private static String scheme(EtcdClusterSpec spec, ServiceRef ref) {
    if (ref.scheme() != null) {
      return ref.scheme().word();
    }
    return (spec.tls() == null ? Scheme.HTTP : Scheme.HTTPS).word();
  }
}

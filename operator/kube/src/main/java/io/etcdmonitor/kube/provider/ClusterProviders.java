package io.etcdmonitor.kube.provider;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.etcd.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** All providers, by name. Immutable. */
public final class ClusterProviders {
  private final Map<String, ClusterProvider> byName;

  /**
   * @throws IllegalStateException when two providers have one name
   */
  public ClusterProviders(Iterable<ClusterProvider> providers) {
    Map<String, ClusterProvider> map = new TreeMap<>();
    for (ClusterProvider provider : providers) {
      ClusterProvider other = map.put(provider.name(), provider);
      if (other != null) {
        throw new IllegalStateException(
            "two cluster providers are called '%s': %s and %s; remove one of their jars"
                .formatted(
                    provider.name(), other.getClass().getName(), provider.getClass().getName()));
      }
    }
    this.byName = Map.copyOf(map);
  }

  /** Those on the class path. */
  public static ClusterProviders load() {
    return new ClusterProviders(ServiceLoader.load(ClusterProvider.class));
  }

  /**
   * Asks the provider that the spec names.
   *
   * @throws ProviderException for what the owner has to put right
   */
  public List<Endpoint> endpoints(ProviderContext context) {
    String name = context.spec().provider();
    ClusterProvider provider = byName.get(name);
    if (provider == null) {
      throw new ProviderException(
          Reasons.PROVIDER_UNKNOWN,
          "There is no cluster provider '%s': set spec.provider to one of %s."
              .formatted(name, String.join(", ", new TreeMap<>(byName).keySet())));
    }
    return provider.endpoints(context);
  }
}

package io.etcdmonitor.kube.leader;

import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** The Lease in the Kubernetes API. */
public final class KubeLeaseStore implements LeaseStore {
  private final KubernetesClient client;
  private final LeaseSettings settings;

  public KubeLeaseStore(KubernetesClient client, LeaseSettings settings) {
    this.client = Leases.quick(client, settings);
    this.settings = settings;
  }

  @Override
  public Optional<LeaseRecord> read() {
    Lease lease = client.leases().inNamespace(settings.namespace()).withName(settings.name()).get();
    return Optional.ofNullable(lease).map(Leases::record);
  }

  @Override
  public void create(LeaseRecord lease) {
    Leases.write(() -> client.resource(object(lease)).create());
  }

  @Override
  public void replace(LeaseRecord lease) {
    Leases.write(() -> client.resource(object(lease)).update());
  }

  private Lease object(LeaseRecord lease) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(settings.namespace())
        .withName(settings.name())
        .withResourceVersion(lease.version().isEmpty() ? null : lease.version())
        .endMetadata()
        .withSpec(Leases.spec(lease))
        .build();
  }
}

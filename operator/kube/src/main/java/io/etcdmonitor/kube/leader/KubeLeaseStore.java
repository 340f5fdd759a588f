package io.etcdmonitor.kube.leader;

import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** The Lease in the Kubernetes API. */
public final class KubeLeaseStore implements LeaseStore {
  private final KubernetesClient client;
  private final LeaseSettings settings;

  public KubeLeaseStore(KubernetesClient client, LeaseSettings settings) {
    RequestConfig quick =
        new RequestConfigBuilder()
            .withRequestTimeout(Math.toIntExact(settings.renewTimeout().toMillis()))
            .withRequestRetryBackoffLimit(0)
            .build();
    this.client = client.newClient(quick).adapt(KubernetesClient.class);
    this.settings = settings;
  }

  @Override
  public Optional<LeaseRecord> read() {
    Lease lease = client.leases().inNamespace(settings.namespace()).withName(settings.name()).get();
    return Optional.ofNullable(lease).map(KubeLeaseStore::record);
  }

  @Override
  public void create(LeaseRecord lease) {
    write(() -> client.resource(object(lease)).create());
  }

  @Override
  public void replace(LeaseRecord lease) {
    write(() -> client.resource(object(lease)).update());
  }

  private static void write(Runnable call) {
    try {
      call.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new Conflict(e);
      }
      throw e;
    }
  }

  private static LeaseRecord record(Lease lease) {
    LeaseSpec spec = lease.getSpec() == null ? new LeaseSpec() : lease.getSpec();
    return new LeaseRecord(
        spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity(),
        Duration.ofSeconds(
            spec.getLeaseDurationSeconds() == null ? 0 : spec.getLeaseDurationSeconds()),
        instant(spec.getAcquireTime()),
        instant(spec.getRenewTime()),
        spec.getLeaseTransitions() == null ? 0 : spec.getLeaseTransitions(),
        lease.getMetadata().getResourceVersion());
  }

  private Lease object(LeaseRecord lease) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(settings.namespace())
        .withName(settings.name())
        .withResourceVersion(lease.version().isEmpty() ? null : lease.version())
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(lease.holder().isEmpty() ? null : lease.holder())
        .withLeaseDurationSeconds(Math.toIntExact(Math.max(1, lease.duration().toSeconds())))
        .withAcquireTime(lease.acquired().atZone(ZoneOffset.UTC))
        .withRenewTime(lease.renewed().atZone(ZoneOffset.UTC))
        .withLeaseTransitions(lease.transitions())
        .endSpec()
        .build();
  }

  private static Instant instant(ZonedDateTime time) {
    return time == null ? Instant.EPOCH : time.toInstant();
  }
}

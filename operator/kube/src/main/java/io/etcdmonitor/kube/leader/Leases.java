package io.etcdmonitor.kube.leader;

import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leases as Kubernetes has them, and as we do. */
public final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  private Leases() {}

  /** A client whose calls take no longer than one about a Lease may. */
  public static KubernetesClient quick(KubernetesClient client, LeaseSettings settings) {
    RequestConfig quick =
        new RequestConfigBuilder()
            .withRequestTimeout(Math.toIntExact(settings.renewTimeout().toMillis()))
            .withRequestRetryBackoffLimit(0)
            .build();
    return client.newClient(quick).adapt(KubernetesClient.class);
  }

  /** What a Lease says. */
  public static LeaseRecord record(Lease lease) {
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

  /** The same as a Lease says it. */
  public static LeaseSpec spec(LeaseRecord lease) {
    return new LeaseSpecBuilder()
        .withHolderIdentity(lease.holder().isEmpty() ? null : lease.holder())
        .withLeaseDurationSeconds(Math.toIntExact(Math.max(1, lease.duration().toSeconds())))
        .withAcquireTime(lease.acquired().atZone(ZoneOffset.UTC))
        .withRenewTime(lease.renewed().atZone(ZoneOffset.UTC))
        .withLeaseTransitions(lease.transitions())
        .build();
  }

  /**
   * Writes one.
   *
   * @throws LeaseStore.Conflict when somebody was faster
   */
  public static void write(Runnable call) {
    try {
      call.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new LeaseStore.Conflict(e);
      }
      throw e;
    }
  }

  /**
   * Looks at a Lease, and writes. A conflict means that somebody wrote between our read and our
   * write: who, a second look tells.
   */
  public static void lookTwice(Runnable look) {
    try {
      look.run();
    } catch (LeaseStore.Conflict first) {
      try {
        look.run();
      } catch (LeaseStore.Conflict second) {
        LOG.debug("The Lease is being written by others; looking again later");
      }
    }
  }

  private static Instant instant(ZonedDateTime time) {
    return time == null ? Instant.EPOCH : time.toInstant();
  }
}

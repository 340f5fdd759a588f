package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.api.v1alpha1.ExpectedSpec;
import io.etcdmonitor.api.v1alpha1.MetricsSpec;
import io.etcdmonitor.api.v1alpha1.Quantities;
import io.etcdmonitor.api.v1alpha1.StorageBackend;
import io.etcdmonitor.api.v1alpha1.WriteProbeSpec;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.WriteProbe;
import io.etcdmonitor.etcd.EtcdApi;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The API's records as the engine's. Pure functions. */
final class SpecMapping {
  private SpecMapping() {}

  /**
   * The thresholds.
   *
   * @throws IllegalArgumentException when one cannot be read
   */
  static Thresholds thresholds(io.etcdmonitor.api.v1alpha1.Thresholds t) {
    return new Thresholds(
        Durations.parse(t.latency()),
        t.leaderChangesPerHour(),
        t.quotaPercent().warning(),
        t.quotaPercent().critical(),
        t.fragmentation().percent(),
        Quantities.parse(t.fragmentation().aboveSize()),
        Durations.parse(t.fsync().warning()),
        Durations.parse(t.fsync().critical()),
        Durations.parse(t.commit().warning()),
        Durations.parse(t.commit().critical()),
        t.errorRatePercent(),
        t.pendingProposals(),
        t.appliedLag(),
        Duration.ofDays(t.certificateDays().warning()),
        Duration.ofDays(t.certificateDays().critical()),
        t.fileDescriptorsPercent(),
        Durations.parse(t.clockSkew()));
  }

  static Expected expected(ExpectedSpec e) {
    return e == null
        ? Expected.NOTHING
        : new Expected(
            e.members() == null ? OptionalInt.empty() : OptionalInt.of(e.members()),
            Optional.ofNullable(e.version()),
            Optional.ofNullable(e.clusterID()));
  }

  /**
   * Where metrics are.
   *
   * @throws IllegalArgumentException when the interval cannot be read
   */
  static MetricsAccess metrics(MetricsSpec m) {
    return new MetricsAccess(
        m.enabled(),
        Optional.ofNullable(m.scheme()).map(io.etcdmonitor.api.v1alpha1.Scheme::word),
        m.port() == null ? OptionalInt.empty() : OptionalInt.of(m.port()),
        m.path(),
        Durations.parse(m.interval()));
  }

  static EtcdApi api(StorageBackend backend) {
    return backend == StorageBackend.V2 ? EtcdApi.V2 : EtcdApi.V3;
  }

  static WriteProbe writeProbe(WriteProbeSpec w) {
    return new WriteProbe(w.enabled(), w.key());
  }
}

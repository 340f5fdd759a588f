package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.etcd.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a cluster's owner wants. */
final class Wishes {
  /** What is always on, but for those that tell nothing of what happens here. */
  static final List<String> FEATURES =
      List.of("healthy", "alarm", "capacity", "certificate", "consistency", "disk", "request");

  List<Endpoint> seeds;
  Thresholds thresholds = Thresholds.DEFAULTS;
  boolean pages = true;
  boolean suspended;
  final Set<String> off = new TreeSet<>();
  final Map<String, Duration> intervals = new HashMap<>();

  Wishes(List<Endpoint> seeds) {
    this.seeds = seeds;
  }

  /** As they were at first, but for where the cluster is. */
  void reset() {
    thresholds = Thresholds.DEFAULTS;
    pages = true;
    suspended = false;
    off.clear();
    intervals.clear();
  }

  /** Limits that are soon reached. */
  static Thresholds tight() {
    Thresholds d = Thresholds.DEFAULTS;
    return new Thresholds(
        d.latency(),
        1,
        1,
        3,
        d.fragmentationPercent(),
        1L << 20,
        d.fsyncWarning(),
        d.fsyncCritical(),
        d.commitWarning(),
        d.commitCritical(),
        d.errorRatePercent(),
        d.pendingProposals(),
        100,
        d.certificateWarning(),
        d.certificateCritical(),
        d.fileDescriptorsPercent(),
        d.clockSkew());
  }
}

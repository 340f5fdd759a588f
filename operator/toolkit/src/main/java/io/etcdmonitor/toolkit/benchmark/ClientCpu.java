package io.etcdmonitor.toolkit.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** CPU time of this process at one moment. */
record ClientCpu(long nanos) {
  private static final double HUNDRED_THOUSAND = 1e5;

  /** Nothing was measured. */
  static final Report.Client NONE =
      new Report.Client(0, null, Runtime.getRuntime().availableProcessors());

  static ClientCpu now() {
    return new ClientCpu(
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
  }

  Report.Client since(long operations) {
    double seconds = (now().nanos() - nanos) / 1e9;
    return new Report.Client(
        seconds,
        operations == 0 ? null : seconds / operations * HUNDRED_THOUSAND,
        Runtime.getRuntime().availableProcessors());
  }
}

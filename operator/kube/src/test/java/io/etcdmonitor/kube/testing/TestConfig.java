package io.etcdmonitor.kube.testing;

import io.etcdmonitor.kube.KubeNames;
import io.etcdmonitor.kube.KubeOperatorConfig;
import java.time.Duration;
import java.util.Set;

/** Operators in tests: as usual, but for where they look and how they lead. */
public final class TestConfig {
  private TestConfig() {}

  /** With the budgets and the field manager that everybody has. */
  public static KubeOperatorConfig of(
      Set<String> namespaces, KubeOperatorConfig.LeaseSettings lease) {
    return new KubeOperatorConfig(
        namespaces,
        lease,
        Duration.ofMinutes(5),
        KubeOperatorConfig.Budgets.DEFAULTS,
        KubeNames.FIELD_MANAGER);
  }
}

package io.etcdmonitor.kube.alert;

import io.etcdmonitor.kube.KubeNames;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.leader.Leases;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** A ConfigMap beside the Lease. */
public final class KubeMemoStore implements MemoStore {
  private final KubernetesClient client;
  private final LeaseSettings settings;

  /**
   * @param settings the ConfigMap has the Lease's namespace, and its name with {@code -alerts}
   */
  public KubeMemoStore(KubernetesClient client, LeaseSettings settings) {
    this.client = Leases.quick(client, settings);
    this.settings = settings;
  }

  /** Name of the ConfigMap. */
  public static String name(String lease) {
    return lease + "-alerts";
  }

  @Override
  public Memo read() {
    ConfigMap found =
        client.configMaps().inNamespace(settings.namespace()).withName(name(settings.name())).get();
    return found == null
        ? new Memo(Map.of(), "")
        : new Memo(
            found.getData() == null ? Map.of() : found.getData(),
            found.getMetadata().getResourceVersion());
  }

  @Override
  public void write(Memo memo) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(settings.namespace())
            .withName(name(settings.name()))
            .withLabels(Map.of(KubeNames.MANAGED_BY, KubeNames.MANAGED_BY_VALUE))
            .withResourceVersion(memo.version().isEmpty() ? null : memo.version())
            .endMetadata()
            .withData(memo.texts())
            .build();
    Leases.write(() -> {
      if (memo.version().isEmpty()) {
        client.resource(map).create();
      } else {
        client.resource(map).update();
      }
    });
  }
}

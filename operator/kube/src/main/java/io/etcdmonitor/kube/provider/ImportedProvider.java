package io.etcdmonitor.kube.provider;

import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.etcd.Endpoint;
import java.util.List;

/** The client URLs that the spec lists. */
public final class ImportedProvider implements ClusterProvider {
  @Override
  public String name() {
    return EtcdClusterSpec.PROVIDER_IMPORTED;
  }

  @Override
  public String description() {
    return "The client URLs in spec.endpoints.";
  }

  @Override
  public List<Endpoint> endpoints(ProviderContext context) {
    if (context.spec().endpoints().isEmpty()) {
      throw new ProviderException(
          Reasons.NO_ENDPOINTS,
          "There is no endpoint to look at: list at least one client URL in spec.endpoints.");
    }
    return Endpoints.parse(context.spec().endpoints());
  }
}

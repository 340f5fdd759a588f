package io.etcdmonitor.api.v1alpha1;

import java.util.List;

/** Names that both kinds share. */
public final class EtcdMonitorApi {
  /** The API group. */
  public static final String GROUP = "etcdmonitor.io";

  /** The version of this package. */
  public static final String VERSION = "v1alpha1";

  /** {@code apiVersion} of both kinds. */
  public static final String API_VERSION = GROUP + "/" + VERSION;

  /** {@code kubectl get etcd} lists both kinds. */
  public static final String CATEGORY = "etcd";

  /** A text in a status is no longer than this. */
  public static final int MAX_TEXT = 4096;

  /** Class-path resources that hold the CustomResourceDefinitions of this package, as YAML. */
  public static final List<String> CRD_RESOURCES =
      List.of(
          "/crds/etcdmonitor.io_etcdclusters.yaml", "/crds/etcdmonitor.io_etcdinspections.yaml");

  private EtcdMonitorApi() {}
}

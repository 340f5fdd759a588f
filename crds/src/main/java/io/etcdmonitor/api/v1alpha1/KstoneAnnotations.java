package io.etcdmonitor.api.v1alpha1;

/**
 * The annotations of kstone's EtcdCluster that are read when the typed field is absent, so that its
 * users can move by changing group and kind.
 */
public final class KstoneAnnotations {
  /** {@code name=true,name=false,...}; read for {@code spec.features}. */
  public static final String FEATURE_GATES = "featureGates";

  /** One seed URL; read for {@code spec.endpoints}. */
  public static final String IMPORTED_ADDR = "importedAddr";

  /** {@code [namespace/]secret}; read for {@code spec.tls.secretName}. */
  public static final String CERT_NAME = "certName";

  /** {@code advertisedHost:port->reachableHost:port,...}; read for {@code spec.endpointMap}. */
  public static final String EXT_CLIENT_URL = "extClientURL";

  private KstoneAnnotations() {}
}

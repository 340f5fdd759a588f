package io.etcdmonitor.toolkit.disk;

/** Where the marks come from. */
final class Sources {
  static final String FAQ = "https://etcd.io/docs/v3.6/faq/";
  static final String HARDWARE = "https://etcd.io/docs/v3.6/op-guide/hardware/";
  static final String TUNING = "https://etcd.io/docs/v3.6/tuning/";
  static final String MAINTENANCE = "https://etcd.io/docs/v3.6/op-guide/maintenance/";
  static final String SECURITY = "https://etcd.io/docs/v3.6/op-guide/security/";
  static final String VERSIONING = "https://etcd.io/docs/v3.6/op-guide/versioning/";
  static final String LIMITS = "https://etcd.io/docs/v3.6/dev-guide/limit/";
  static final String MIXIN = "etcd's own alert etcdHighFdUsage: 80 %";
  static final String PROBER = "etcd warns of a peer's clock from 1 s on";

  private Sources() {}
}

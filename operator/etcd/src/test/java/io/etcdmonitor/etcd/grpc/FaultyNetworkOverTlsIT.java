package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.testing.EtcdTestClusterBuilder;
import io.etcdmonitor.etcd.testing.TestPki;

/** The same where pages and calls share a connection. */
class FaultyNetworkOverTlsIT extends FaultyNetworkIT {
  @Override
  EtcdTestClusterBuilder cluster() {
    return super.cluster().serverTls(new TestPki());
  }

  @Override
  boolean pagesHaveTheirOwn() {
    return false;
  }
}

/** What an operator of etcd does by hand, as a blocking Java API over plain gRPC stubs. */
package io.etcdmonitor.toolkit.ops;

/** Thousands of etcd members in one process, for measuring what watching them costs. */
package io.etcdmonitor.e2e.bench.sim;

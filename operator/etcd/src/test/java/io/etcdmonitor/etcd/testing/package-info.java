/**
 * Real etcd processes, certificates and faulty servers for tests and demos. Published as a
 * test-jar; depends on neither JUnit nor AssertJ. {@code netty-pkitesting} is needed by {@link
 * io.etcdmonitor.etcd.testing.TestPki} only.
 */
package io.etcdmonitor.etcd.testing;

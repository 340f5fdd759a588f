/**
 * Talks to etcd: channels with deadlines, TLS, authentication, the RPCs that a monitor needs, pages
 * over HTTP. gRPC, Netty and jetcd's stubs live in this module only; what leaves it are the records
 * and interfaces of this package.
 */
package io.etcdmonitor.etcd;

package io.etcdmonitor.etcd;

/** The API that a cluster is watched by. */
public enum EtcdApi {
  /** gRPC, since etcd 3.0. */
  V3,

  /** HTTP, up to etcd 3.5, which serves it with {@code --enable-v2} only. */
  V2
}

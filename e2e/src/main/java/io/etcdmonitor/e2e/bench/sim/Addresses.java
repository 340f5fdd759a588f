package io.etcdmonitor.e2e.bench.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the simulated members are: each has a loopback address of its own, as members have hosts of
 * their own, and all have the same two ports.
 */
public final class Addresses {
  /** Members of each cluster. */
  public static final int MEMBERS = 3;

  /** gRPC; with TLS the Prometheus page too, as etcd has it. */
  public static final int CLIENT_PORT = 20_379;

  /** The Prometheus page without TLS; one port cannot serve both here, as etcd's does. */
  public static final int METRICS_PORT = 20_381;

  /** On every certificate. */
  public static final String SERVER_NAME = "etcd.simulated";

  private static final int PER_BLOCK = 200;
  private static final int FIRST_BLOCK = 20;

  private Addresses() {}

  /** The host of a member; clusters and members count from 0. */
  public static String host(int cluster, int member) {
    return "127."
        + (FIRST_BLOCK + cluster / PER_BLOCK)
        + "."
        + (cluster % PER_BLOCK + 1)
        + "."
        + (member + 1);
  }

  /** The member at an address: three times its cluster and its own number. */
  static int index(byte[] address) {
    int cluster =
        (Byte.toUnsignedInt(address[1]) - FIRST_BLOCK) * PER_BLOCK
            + Byte.toUnsignedInt(address[2])
            - 1;
    return cluster * MEMBERS + Byte.toUnsignedInt(address[3]) - 1;
  }

  /** The client URLs of a cluster. */
  public static List<String> endpoints(int cluster, boolean tls) {
    List<String> urls = new ArrayList<>();
    for (int member = 0; member < MEMBERS; member++) {
      urls.add((tls ? "https://" : "http://") + host(cluster, member) + ":" + CLIENT_PORT);
    }
    return urls;
  }
}

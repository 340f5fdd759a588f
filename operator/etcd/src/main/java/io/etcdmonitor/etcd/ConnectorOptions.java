package io.etcdmonitor.etcd;

import java.time.Duration;

/**
 * What all connections of one connector share.
 *
 * @param ioThreads event loops; one carries thousands of members
 * @param connectTimeout how long a TCP connection may take, at most the deadline of the call that
 *     needs it
 * @param maxMessageBytes larger gRPC answers are {@link FailureCause#RESOURCE_EXHAUSTED}
 */
public record ConnectorOptions(int ioThreads, Duration connectTimeout, int maxMessageBytes) {

  public ConnectorOptions {
    if (ioThreads < 1 || maxMessageBytes < 4096 || !connectTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "ioThreads must be 1 or more, maxMessageBytes 4096 or more, connectTimeout positive");
    }
  }

  /** One event loop, 5 s, 16 MiB. */
  public static ConnectorOptions defaults() {
    return new ConnectorOptions(1, Duration.ofSeconds(5), 16 << 20);
  }
}

package io.etcdmonitor.toolkit.ops;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.ConnectorOptions;
import io.etcdmonitor.etcd.grpc.ToolConnection;
import java.time.Duration;

/**
 * Everything an operator of etcd does by hand, for programs: keys, watches, leases, members,
 * maintenance, users. Calls block (use virtual threads), end within the command timeout unless they
 * say otherwise, and throw {@link EtcdException}. They go to the endpoint that last worked, and to
 * the next one when that is honest: a write is repeated only when it cannot have reached a server.
 * Thread-safe. Opening does no I/O.
 */
public final class EtcdOperations implements AutoCloseable {
  private final ToolConnection connection;
  private final Calls calls;

  private EtcdOperations(ToolConnection connection, OperationOptions options) {
    this.connection = connection;
    this.calls = new Calls(connection, connection.spec().seeds(), options.commandTimeout());
  }

  /** With {@link OperationOptions#DEFAULT}. */
  public static EtcdOperations open(ConnectionSpec spec) {
    return open(spec, OperationOptions.DEFAULT);
  }

  /**
   * @throws io.etcdmonitor.etcd.BadTlsMaterialException when the CA, certificate or key cannot be
   *     read
   */
  public static EtcdOperations open(ConnectionSpec spec, OperationOptions options) {
    return open(spec, options, Integer.MAX_VALUE);
  }

  /**
   * The same, with a limit on the size of an answer.
   *
   * @throws io.etcdmonitor.etcd.BadTlsMaterialException when the CA, certificate or key cannot be
   *     read
   */
  public static EtcdOperations open(ConnectionSpec spec, OperationOptions options, int mostBytes) {
    return new EtcdOperations(
        new ToolConnection(spec, new ConnectorOptions(1, options.dialTimeout(), mostBytes)),
        options);
  }

  /** The channels below, for calls of your own. */
  public ToolConnection connection() {
    return connection;
  }

  /** Keys. */
  public KeyValues kv() {
    return new KeyValues(calls);
  }

  /** Keys, with another limit than the command timeout. */
  public KeyValues within(Duration limit) {
    return new KeyValues(new Calls(connection, connection.spec().seeds(), limit));
  }

  /** Watches. */
  public Watches watches() {
    return new Watches(calls);
  }

  /** Leases. */
  public Leases leases() {
    return new Leases(calls);
  }

  /** Leases, with another limit than the command timeout for each attempt. */
  public Leases leases(Duration limit) {
    return new Leases(new Calls(connection, connection.spec().seeds(), limit));
  }

  /** What each endpoint says. */
  public Endpoints endpoints() {
    return new Endpoints(calls);
  }

  /** Members. */
  public Members members() {
    return new Members(calls, endpoints());
  }

  /** Members, with another limit than the command timeout for each attempt. */
  public Members members(Duration limit) {
    return new Members(new Calls(connection, connection.spec().seeds(), limit), endpoints());
  }

  /** Alarms, leadership, downgrades. */
  public Maintenance maintenance() {
    return new Maintenance(calls, endpoints());
  }

  /** Defragments members one after another. */
  public Defragmentation defragmentation() {
    return new Defragmentation(maintenance(), endpoints());
  }

  /** Snapshots. */
  public Snapshots snapshots() {
    return new Snapshots(calls);
  }

  /** Users and roles. */
  public Auth auth() {
    return new Auth(calls);
  }

  /** {@code check perf} and {@code check datascale}. */
  public Checks checks() {
    return new Checks(this);
  }

  /** Ends all calls and connections. Idempotent. */
  @Override
  public void close() {
    connection.close();
  }
}

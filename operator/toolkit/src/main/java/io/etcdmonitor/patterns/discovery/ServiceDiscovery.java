package io.etcdmonitor.patterns.discovery;

import io.etcdmonitor.patterns.SessionOptions;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.Keys;
import java.util.List;

/**
 * Instances register themselves under the name of their service; clients list and watch them.
 *
 * <p><b>What is guaranteed.</b> A registration is there while its process lives and reaches the
 * majority of etcd's members, and gone the time to live after that at the latest (plus an election
 * timeout when etcd's leader changes meanwhile). A registration that was lost comes back by itself.
 * Of two processes with one ID the later one wins, and the earlier one is told and stays away. A
 * {@link ServiceView} is what etcd held at one revision, and never goes back.
 *
 * <p><b>What is not.</b> An instance that is listed may be dead for up to its time to live, and one
 * that was paused may be gone from the list and serve again: callers need timeouts and retries as
 * ever. Clients that are cut off go on with what they knew last, because a list that may be old
 * serves better than none; {@link ServiceView#upToDate} says so.
 *
 * <p>Keys are {@code <root><service>/<id>}. Thread-safe.
 */
public final class ServiceDiscovery {
  /** Where services are kept unless told otherwise. */
  public static final String ROOT = "services/";

  private final EtcdOperations etcd;
  private final String root;

  /** Below {@link #ROOT}. */
  public ServiceDiscovery(EtcdOperations etcd) {
    this(etcd, ROOT);
  }

  /**
   * @param root prefix of all keys; ends in a slash
   */
  public ServiceDiscovery(EtcdOperations etcd, String root) {
    if (!root.endsWith("/")) {
      throw new IllegalArgumentException("the root of services must end in a slash: " + root);
    }
    this.etcd = etcd;
    this.root = root;
  }

  /** With {@link SessionOptions#DEFAULT} and no check. */
  public Registration register(String service, Instance instance) {
    return register(service, instance, SessionOptions.DEFAULT, HealthCheck.NONE);
  }

  /**
   * Registers an instance and keeps it registered until that is closed. Does no I/O itself: {@link
   * Registration#await} waits for the first success.
   *
   * @param check asked every third of the time to live
   */
  public Registration register(
      String service, Instance instance, SessionOptions session, HealthCheck check) {
    Registration registration =
        new Registration(etcd, prefix(service) + instance.id(), instance, session, check);
    registration.start();
    return registration;
  }

  /**
   * All instances, by ID, read through quorum.
   *
   * @throws EtcdException when that fails
   */
  public List<Instance> list(String service) {
    return Codec.read(etcd.kv().get(Keys.prefix(prefix(service)), GetOptions.DEFAULT).kvs());
  }

  /**
   * Follows a service.
   *
   * @throws EtcdException when the first read fails
   */
  public ServiceView watch(String service, Balancer balancer) {
    return watch(service, balancer, instances -> {});
  }

  /**
   * Follows a service, and tells every change of its instances.
   *
   * @param listener one call at a time; the first, with what there is now, before this returns
   * @throws EtcdException when the first read fails
   */
  public ServiceView watch(String service, Balancer balancer, ServiceView.Listener listener) {
    return new ServiceView(etcd, service, prefix(service), balancer, listener);
  }

  private String prefix(String service) {
    if (service.isEmpty() || service.contains("/")) {
      throw new IllegalArgumentException("a service needs a name without slashes, not " + service);
    }
    return root + service + "/";
  }
}

package io.etcdmonitor.etcd;

import java.util.Collection;
import java.util.List;

/**
 * The channels to one cluster's members. Opening does no I/O; channels connect on first use.
 * Thread-safe.
 */
public interface ClusterConnection extends AutoCloseable {

  /** What it was opened with. */
  ConnectionSpec spec();

  /**
   * The client for the member that answers on these client URLs, kept open between calls. Equal
   * lists give the same client. Several URLs are alternatives: the one that works is kept. A URL
   * that the endpoint map leads to is dialled as it is, any other one after the map.
   */
  MemberClient member(List<Endpoint> clientUrls);

  /**
   * Has calls to the member of these client URLs begin with one of them, on which the member itself
   * was seen to answer; no effect on other lists.
   */
  void prefer(List<Endpoint> clientUrls, Endpoint url);

  /** Closes the channels of all members other than these. */
  void retain(Collection<List<Endpoint>> clientUrls);

  /** Applies the endpoint map to an advertised URL. */
  Endpoint reachable(Endpoint advertised);

  /** How many calls have ended with {@link FailureCause#CLIENT_OVERLOADED} so far. */
  long late();

  /** Closes all channels; pending calls complete with {@link FailureCause#CLOSED}. Idempotent. */
  @Override
  void close();
}

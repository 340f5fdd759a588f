package io.etcdmonitor.patterns.discovery;

import java.util.Map;

/**
 * One instance of a service.
 *
 * @param id unique among the instances of its service; without slashes
 * @param host name or address that clients reach it by
 * @param port 1 to 65535
 * @param weight share of the load that it wants, relative to others; 0 is none
 * @param health what it says about itself
 * @param metadata whatever else clients shall know
 */
public record Instance(
    String id, String host, int port, int weight, Health health, Map<String, String> metadata) {

  public Instance {
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    health = health == null ? Health.UP : health;
    if (id == null || id.isEmpty() || id.contains("/")) {
      throw new IllegalArgumentException("an instance needs an id without slashes, not " + id);
    }
    if (host == null || host.isEmpty() || port < 1 || port > 65_535 || weight < 0) {
      throw new IllegalArgumentException(
          "instance " + id + " needs a host, a port from 1 to 65535 and a weight of 0 or more");
    }
  }

  /** Of weight 1, up, without metadata. */
  public static Instance of(String id, String host, int port) {
    return new Instance(id, host, port, 1, Health.UP, Map.of());
  }

  public Instance withWeight(int share) {
    return new Instance(id, host, port, share, health, metadata);
  }

  public Instance withHealth(Health said) {
    return new Instance(id, host, port, weight, said, metadata);
  }

  public Instance withMetadata(Map<String, String> known) {
    return new Instance(id, host, port, weight, health, known);
  }
}

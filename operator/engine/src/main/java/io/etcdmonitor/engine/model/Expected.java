package io.etcdmonitor.engine.model;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the owner expects of the cluster; drift from it is a finding.
 *
 * @param members number of members
 * @param version etcd version, full ({@code 3.5.30}) or minor ({@code 3.5})
 * @param clusterId cluster ID, lower-case hex
 */
public record Expected(OptionalInt members, Optional<String> version, Optional<String> clusterId) {
  /** Nothing is expected. */
  public static final Expected NOTHING =
      new Expected(OptionalInt.empty(), Optional.empty(), Optional.empty());
}

package io.etcdmonitor.engine.features.consistency;

import java.util.Optional;

/**
 * One comparison of hashes.
 *
 * @param groups what was compared; empty when nothing could be
 * @param why when nothing could be compared: the cause, in a few words
 * @param reason the cause as a reason
 */
record Check(Optional<HashGroups> groups, String why, String reason) {
  static Check of(HashGroups groups) {
    return new Check(Optional.of(groups), "", "");
  }

  static Check inconclusive(String why, String reason) {
    return new Check(Optional.empty(), why, reason);
  }

  boolean equal() {
    return groups.filter(HashGroups::equal).isPresent();
  }

  boolean differ() {
    return groups.filter(HashGroups::differ).isPresent();
  }
}

package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.etcd.FailureCause;
import java.util.Optional;

/**
 * How a member stands.
 *
 * @param state its state
 * @param reason CamelCase
 * @param message what was seen, in a few words
 * @param remedy the next step, empty when it is healthy
 * @param cause of the failed call that decided
 */
record Standing(
    MemberState state, String reason, String message, String remedy, Optional<FailureCause> cause) {

  static Standing of(MemberState state, String reason, String message, String remedy) {
    return new Standing(state, reason, message, remedy, Optional.empty());
  }

  /** The same with another next step. */
  Standing remedy(String other) {
    return new Standing(state, reason, message, other, cause);
  }
}

package io.etcdmonitor.engine.assess;

import java.util.Optional;

/**
 * Something in what the user wrote that keeps us from looking, or from looking at all that was
 * asked for. It is the user's to fix; we recover by ourselves then.
 *
 * @param reason CamelCase, for example {@code SecretNotFound}, {@code FeatureUnknown}
 * @param message one sentence: what, where, what to do
 * @param blocking true when the cluster cannot be probed at all
 * @param feature the one that does not run because a person suspended it; empty for all else
 */
public record ConfigurationProblem(
    String reason, String message, boolean blocking, Optional<String> feature) {

  public ConfigurationProblem(String reason, String message, boolean blocking) {
    this(reason, message, blocking, Optional.empty());
  }

  /** Nothing is wrong: one feature does not run, and its owner wants it so. */
  public static ConfigurationProblem suspended(String feature, String message) {
    return new ConfigurationProblem(Reasons.SUSPENDED, message, false, Optional.of(feature));
  }

  /** Whether the owner wants that nothing is looked at. */
  public boolean suspends() {
    return blocking && reason.equals(Reasons.SUSPENDED);
  }
}

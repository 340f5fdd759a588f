package io.etcdmonitor.kube.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Since when each condition of a status has the status that it has. Immutable, and small: one is
 * kept of each object.
 */
public final class Transitions {
  /** Of a status without conditions. */
  public static final Transitions NONE = new Transitions(new String[0]);

  private static final int WORDS = 3;

  /** Type, status and time of one condition after the other. */
  private final String[] words;

  private Transitions(String[] words) {
    this.words = words;
  }

  /**
   * Takes them from conditions.
   *
   * @param shared gives an equal string that is in memory already
   */
  static Transitions of(List<Condition> conditions, UnaryOperator<String> shared) {
    String[] words = new String[conditions.size() * WORDS];
    int at = 0;
    for (Condition c : conditions) {
      words[at++] = shared.apply(c.getType());
      words[at++] = shared.apply(c.getStatus());
      words[at++] = shared.apply(c.getLastTransitionTime());
    }
    return new Transitions(words);
  }

  /** Since when the condition has this status; empty when it had another, or none. */
  Optional<String> since(String type, String status) {
    for (int at = 0; at < words.length; at += WORDS) {
      if (type.equals(words[at])) {
        return status.equals(words[at + 1]) ? Optional.ofNullable(words[at + 2]) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}

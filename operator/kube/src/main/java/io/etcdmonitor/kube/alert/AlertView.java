package io.etcdmonitor.kube.alert;

import io.etcdmonitor.engine.alert.OpenAlert;
import java.util.List;

/**
 * The alerts of a cluster as a status shows them.
 *
 * @param open those that fire, worst first
 * @param ending those that are over, while a channel has still to hear it
 */
public record AlertView(List<OpenAlert> open, List<OpenAlert> ending) {
  public static final AlertView NONE = new AlertView(List.of(), List.of());

  public AlertView {
    open = List.copyOf(open);
    ending = List.copyOf(ending);
  }

  /** What one feature's results have raised. */
  public List<OpenAlert> of(String feature) {
    return open.stream()
        .filter(alert ->
            alert.features().contains(feature)
                || (alert.subjectLabel().equals(AlertStatuses.FEATURE)
                    && alert.subject().equals(feature)))
        .toList();
  }
}

package io.etcdmonitor.kube.event;

import io.etcdmonitor.engine.model.ClusterKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Something worth an Event.
 *
 * @param cluster where
 * @param inspection name of the EtcdInspection it is about; empty when it is about the cluster
 * @param warning trouble, not news
 * @param reason CamelCase
 * @param member which member, and what else parts it from others of the same reason; empty when
 *     nothing does
 * @param note one sentence, cut to the kilobyte that the API takes
 */
public record EventNote(
    ClusterKey cluster,
    Optional<String> inspection,
    boolean warning,
    String reason,
    String member,
    String note) {
  static final int MAX_BYTES = 1024;

  /** Stands for the operator itself; no cluster can have the name. */
  static final ClusterKey OPERATOR = new ClusterKey("", "(etcd-monitor)");

  private static final String CUT = "...";

  public EventNote {
    note = cut(note);
  }

  /** Something about the operator itself. */
  public static EventNote ofOperator(boolean warning, String reason, String note) {
    return new EventNote(OPERATOR, Optional.empty(), warning, reason, "", note);
  }

  private static String cut(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
      return text;
    }
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      bytes += Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_BYTES - CUT.length()) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end) + CUT;
  }
}

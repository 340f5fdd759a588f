package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.EtcdMonitorApi;
import io.etcdmonitor.api.v1alpha1.Patterns;
import io.etcdmonitor.etcd.OneLine;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Values as the schema takes them, whatever a server said: one value that the API server refuses
 * keeps the whole status from being written, and people go on reading the one before. Pure
 * functions.
 */
final class Accepted {
  private static final Pattern ID = Pattern.compile(Patterns.HEX_ID);

  private Accepted() {}

  /** A text cut to what is taken; {@code null} for none. */
  static String text(String text) {
    return text == null || text.isEmpty() ? null : OneLine.cut(text, EtcdMonitorApi.MAX_TEXT);
  }

  /** An ID; {@code null} for what is none. */
  static String id(String id) {
    return id != null && ID.matcher(id).matches() ? id : null;
  }

  /** A size, rounded; {@code null} for one that nothing has. */
  static String size(OptionalLong bytes) {
    return bytes.orElse(-1) < 0 ? null : Rounding.size(bytes.getAsLong());
  }

  /** A number that counts something; {@code null} for one that nothing can have. */
  static Long count(long number) {
    return number < 0 ? null : number;
  }
}

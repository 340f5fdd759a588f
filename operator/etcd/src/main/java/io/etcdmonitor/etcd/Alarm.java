package io.etcdmonitor.etcd;

/**
 * One active alarm.
 *
 * @param memberId the member that raised it, lower-case hex; {@code 0} is the whole cluster
 *     (CORRUPT without a majority)
 * @param type NOSPACE, CORRUPT, or the number of a type unknown to us
 */
public record Alarm(String memberId, String type) {
  public static final String NOSPACE = "NOSPACE";
  public static final String CORRUPT = "CORRUPT";
}

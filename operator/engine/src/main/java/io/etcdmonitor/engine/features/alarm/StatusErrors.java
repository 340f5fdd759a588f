package io.etcdmonitor.engine.features.alarm;

import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Alarms as a member's status tells them: {@code memberID:8436003 alarm:NOSPACE }, the ID in
 * decimal (etcd 3.4 to 3.7). Pure.
 */
final class StatusErrors {
  private static final Pattern ALARM = Pattern.compile("(?:memberID:(\\d+)\\s+)?alarm:(\\S+)");

  private StatusErrors() {}

  static List<Alarm> alarms(MemberStatus status) {
    List<Alarm> alarms = new ArrayList<>();
    for (String error : status.errors()) {
      Matcher matcher = ALARM.matcher(error);
      while (matcher.find()) {
        // Protobuf's text form leaves an ID of 0 out: it stands for the whole cluster.
        String id = matcher.group(1) == null ? "0" : hex(matcher.group(1));
        alarms.add(new Alarm(id, matcher.group(2)));
      }
    }
    return alarms;
  }

  private static String hex(String decimal) {
    try {
      return Long.toHexString(Long.parseUnsignedLong(decimal));
    } catch (NumberFormatException e) {
      return decimal;
    }
  }
}

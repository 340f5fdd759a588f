package io.etcdmonitor.engine.alert.state;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * Hours of the week. A span that ends before it begins goes over midnight and belongs to the day on
 * which it begins.
 *
 * @param zone time zone's ID
 * @param days days on which it begins; empty for all
 * @param from begin
 * @param to end, exclusive
 */
public record Hours(String zone, Set<DayOfWeek> days, String from, String to) {
  /**
   * @throws java.time.DateTimeException when zone or times cannot be read
   */
  public Hours {
    days = Set.copyOf(days);
    ZoneId.of(zone);
    LocalTime.parse(from);
    LocalTime.parse(to);
  }

  /** Whether this moment lies within. */
  public boolean contains(Instant now) {
    ZonedDateTime local = now.atZone(ZoneId.of(zone));
    LocalTime time = local.toLocalTime();
    LocalTime begin = LocalTime.parse(from);
    LocalTime end = LocalTime.parse(to);
    if (begin.isBefore(end)) {
      return on(local.getDayOfWeek()) && !time.isBefore(begin) && time.isBefore(end);
    }
    return (on(local.getDayOfWeek()) && !time.isBefore(begin))
        || (on(local.getDayOfWeek().minus(1)) && time.isBefore(end));
  }

  private boolean on(DayOfWeek day) {
    return days.isEmpty() || days.contains(day);
  }
}

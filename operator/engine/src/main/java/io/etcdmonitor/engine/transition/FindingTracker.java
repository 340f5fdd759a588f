package io.etcdmonitor.engine.transition;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Troubles that are told by findings: each is raised once, and cleared once it is seen to be gone.
 */
final class FindingTracker {
  private static final Map<String, TransitionType> RAISED =
      Map.ofEntries(
          Map.entry(Reasons.ALARM_NOSPACE, TransitionType.ALARM_RAISED),
          Map.entry(Reasons.ALARM_CORRUPT, TransitionType.ALARM_RAISED),
          Map.entry(Reasons.ALARM_OTHER, TransitionType.ALARM_RAISED),
          Map.entry(Reasons.HASH_MISMATCH, TransitionType.DATA_DIVERGED),
          Map.entry(Reasons.AUTH_REVISION_MISMATCH, TransitionType.DATA_DIVERGED),
          Map.entry(Reasons.MEMBER_LAGGING, TransitionType.MEMBER_LAGGING),
          Map.entry(Reasons.QUOTA_WARNING, TransitionType.QUOTA_LOW),
          Map.entry(Reasons.QUOTA_CRITICAL, TransitionType.QUOTA_LOW),
          Map.entry(Reasons.EXPIRING_SOON, TransitionType.CERTIFICATE_EXPIRING),
          Map.entry(Reasons.EXPIRING_CRITICAL, TransitionType.CERTIFICATE_EXPIRING),
          Map.entry(Reasons.EXPIRED, TransitionType.CERTIFICATE_EXPIRING));

  private FindingTracker() {}

  /**
   * Troubles told and not gone.
   *
   * @param byId finding's ID and reason to the finding as it was last seen
   */
  record Open(Map<String, Finding> byId) {
    static final Open NOTHING = new Open(Map.of());

    Open {
      byId = Map.copyOf(byId);
    }

    static Open of(Recollection known) {
      Map<String, Finding> told = new HashMap<>();
      known.findings().stream()
          .filter(finding -> RAISED.containsKey(finding.reason()))
          .forEach(finding -> told.put(key(finding), finding));
      return new Open(told);
    }
  }

  private static String key(Finding finding) {
    return finding.id() + " " + finding.reason();
  }

  static Open next(Open before, InspectionResult now, Teller teller) {
    Map<String, Finding> open = new TreeMap<>(before.byId());
    Map<String, Finding> current = new TreeMap<>();
    for (Finding finding : now.findings()) {
      TransitionType type = RAISED.get(finding.reason());
      if (type == null) {
        continue;
      }
      String key = key(finding);
      current.put(key, finding);
      if (open.put(key, finding) == null) {
        teller.trouble(type, finding.member(), finding.reason(), finding.message());
      }
    }
    if (now.verdict() == Verdict.UNKNOWN) {
      return new Open(open);
    }
    close(open, current, now, teller);
    return new Open(open);
  }

  private static void close(
      Map<String, Finding> open,
      Map<String, Finding> current,
      InspectionResult now,
      Teller teller) {
    boolean divergedBefore = anyDiverged(open);
    for (Map.Entry<String, Finding> entry : Map.copyOf(open).entrySet()) {
      if (current.containsKey(entry.getKey())) {
        continue;
      }
      Finding gone = entry.getValue();
      TransitionType type = RAISED.get(gone.reason());
      // Data that differed is equal again only when all of it was compared and found so.
      if (type == TransitionType.DATA_DIVERGED && now.verdict() != Verdict.PASSED) {
        continue;
      }
      open.remove(entry.getKey());
      if (type == TransitionType.ALARM_RAISED) {
        teller.news(
            TransitionType.ALARM_CLEARED,
            gone.member(),
            "alarm " + gone.value() + " is cleared" + on(gone.member()));
      }
    }
    if (divergedBefore && !anyDiverged(open)) {
      teller.news(TransitionType.DATA_CONSISTENT, "", now.message());
    }
  }

  private static boolean anyDiverged(Map<String, Finding> open) {
    return open.values().stream()
        .anyMatch(f -> RAISED.get(f.reason()) == TransitionType.DATA_DIVERGED);
  }

  private static String on(String member) {
    return member.isEmpty() ? "" : " on member " + member;
  }
}

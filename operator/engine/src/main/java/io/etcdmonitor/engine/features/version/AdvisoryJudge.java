package io.etcdmonitor.engine.features.version;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Findings;
import io.etcdmonitor.engine.feature.VersionSkew;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.features.version.Advisory.Kind;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What is known of the versions that run. Pure. */
final class AdvisoryJudge {
  private AdvisoryJudge() {}

  /**
   * Judges.
   *
   * @param members release to the labels of the members that run it
   * @param expected the version that the owner wants, if any: an upgrade to it may need a stop
   * @param downgrade the version to which a downgrade is enabled, if one is
   */
  static List<Finding> judge(
      List<Advisory> advisories,
      NavigableMap<Release, List<String>> members,
      Optional<String> expected,
      Optional<String> downgrade,
      Instant now) {
    List<Finding> findings = new ArrayList<>();
    for (Advisory advisory : advisories) {
      TreeMap<Release, List<String>> concerned = new TreeMap<>(members);
      concerned.keySet().removeIf(release -> !advisory.concerns(release));
      if (concerned.isEmpty()) {
        continue;
      }
      if (advisory.kind() == Kind.UPGRADE) {
        // Those that run a newer version during a downgrade are not under way to it.
        upgrade(
                advisory,
                concerned,
                downgrade.isEmpty() ? members : Collections.emptyNavigableMap(),
                expected,
                now)
            .ifPresent(findings::add);
      } else {
        findings.add(finding(advisory, advisory.severity(), concerned, "", now));
      }
    }
    skew(members, downgrade, now).ifPresent(findings::add);
    downgrade.map(to -> downgrade(to, members, now)).ifPresent(findings::add);
    return findings;
  }

  /**
   * The releases that leave nothing known against those that run: for each of them the newest that
   * an advisory names, without what concerns upgrades only.
   */
  static List<Release> targets(
      List<Advisory> advisories, NavigableMap<Release, List<String>> members) {
    return members.keySet().stream()
        .flatMap(release ->
            advisories.stream()
                .filter(a -> a.kind() != Kind.UPGRADE && a.concerns(release))
                .map(a -> a.remedyFor(release))
                .max(Comparator.naturalOrder())
                .stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** A stop matters once somebody is under way, or wants to be; before that it is good to know. */
  private static Optional<Finding> upgrade(
      Advisory advisory,
      NavigableMap<Release, List<String>> concerned,
      NavigableMap<Release, List<String>> members,
      Optional<String> expected,
      Instant now) {
    boolean underWay = members.keySet().stream().anyMatch(r -> r.line().equals(advisory.to()));
    boolean wanted =
        expected
            .filter(e -> e.equals(advisory.to()) || e.startsWith(advisory.to() + "."))
            .isPresent();
    String why =
        underWay
            ? ", and other members run %s already".formatted(advisory.to())
            : wanted ? ", and %s is expected".formatted(expected.orElseThrow()) : "";
    Severity severity = why.isEmpty() ? Severity.INFO : advisory.severity();
    return Optional.of(finding(advisory, severity, concerned, why, now));
  }

  private static Finding finding(
      Advisory advisory,
      Severity severity,
      NavigableMap<Release, List<String>> concerned,
      String why,
      Instant now) {
    Release oldest = concerned.firstKey();
    String target = advisory.remedyFor(oldest).toString();
    return Findings.finding(
            severity,
            reason(advisory.kind()),
            "%s%s: %s".formatted(who(concerned), why, advisory.text()))
        .kind(advisory.id())
        .value(oldest)
        .threshold(target)
        .remedy(
            (advisory.kind() == Kind.UPGRADE
                    ? "go to %s first, on all members, before any other upgrade; see %s"
                    : "upgrade to %s or later; see %s")
                .formatted(target, advisory.source()))
        .at(now);
  }

  private static Optional<Finding> skew(
      NavigableMap<Release, List<String>> members, Optional<String> downgrade, Instant now) {
    long lines = members.keySet().stream().map(Release::line).distinct().count();
    if (members.size() < 2) {
      return Optional.empty();
    }
    List<String> versions = members.keySet().stream().map(Release::toString).toList();
    boolean meant = VersionSkew.ofDowngrade(downgrade, versions);
    return Optional.of(
        Findings.finding(
                lines > 1 && !meant ? Severity.WARNING : Severity.INFO,
                Reasons.VERSION_SKEW,
                "members run different versions: " + who(members))
            .value(members.firstKey() + " to " + members.lastKey())
            .remedy(VersionSkew.remedy(downgrade))
            .at(now));
  }

  private static Finding downgrade(
      String target, NavigableMap<Release, List<String>> members, Instant now) {
    return Findings.finding(
            Severity.WARNING,
            Reasons.DOWNGRADE_ENABLED,
            "a downgrade to %s is enabled, and the cluster works as that version meanwhile: %s"
                .formatted(target, who(members)))
        .value(target)
        .remedy(
            VersionSkew.remedy(Optional.of(target))
                + ", or take it back with `etcdctl downgrade cancel`")
        .at(now);
  }

  private static String who(Map<Release, List<String>> members) {
    return Words.list(
        members.entrySet().stream()
            .map(e -> e.getKey() + " runs on " + Words.list(e.getValue()))
            .toList());
  }

  private static String reason(Kind kind) {
    return switch (kind) {
      case END_OF_LIFE -> Reasons.END_OF_LIFE;
      case BUG -> Reasons.KNOWN_BUG;
      case SECURITY -> Reasons.SECURITY_UPDATE;
      case UPGRADE -> Reasons.UPGRADE_STOP_NEEDED;
    };
  }
}

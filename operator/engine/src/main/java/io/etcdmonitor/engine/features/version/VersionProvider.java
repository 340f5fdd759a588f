package io.etcdmonitor.engine.features.version;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Answering;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.feature.VersionSkew;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of the versions that members run. Advice alone (end of life, security updates) is
 * told and does not make a cluster that serves well a bad one; data at risk, an upgrade under way
 * past a stop that it needs, and a downgrade that is enabled, do.
 */
public final class VersionProvider implements FeatureProvider {
  private final List<Advisory> advisories;

  /** With the advisories that come with the program. */
  public VersionProvider() {
    this.advisories = Advisories.builtIn();
  }

  @Override
  public String name() {
    return FeatureNames.VERSION;
  }

  @Override
  public String description() {
    return "What is known of the versions that members run: end of life, bugs, security updates,"
        + " skew, stops that an upgrade needs, and a downgrade that is enabled.";
  }

  @Override
  public Duration defaultInterval() {
    return Duration.ofHours(1);
  }

  @Override
  public Set<EtcdApi> apis() {
    return EnumSet.allOf(EtcdApi.class);
  }

  @Override
  public Set<SettingSpec> settings() {
    return Set.of();
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    List<ViewMember> members = Answering.members(context);
    if (members.isEmpty()) {
      return Answering.nobody(context, "its versions");
    }
    TreeMap<Release, List<String>> byRelease = new TreeMap<>();
    for (ViewMember member : members) {
      Release.of(Answering.status(context, member).version())
          .ifPresent(r -> byRelease.computeIfAbsent(r, v -> new ArrayList<>()).add(member.label()));
    }
    if (byRelease.isEmpty()) {
      return InspectionOutcome.unknown(
          Reasons.NOT_OBSERVABLE, "no member tells its version; check that etcd answers there");
    }
    List<Finding> findings =
        AdvisoryJudge.judge(
                advisories,
                byRelease,
                context.cluster().expected().version(),
                VersionSkew.downgrade(members.stream().map(m -> Answering.status(context, m))),
                context.now())
            .stream()
            .sorted(Comparator.comparing(Finding::severity, Comparator.reverseOrder()))
            .toList();
    return outcome(byRelease, findings, AdvisoryJudge.targets(advisories, byRelease));
  }

  private static InspectionOutcome outcome(
      NavigableMap<Release, List<String>> byRelease,
      List<Finding> findings,
      List<Release> targets) {
    String versions = words(byRelease.keySet());
    Severity worst = findings.isEmpty() ? Severity.INFO : findings.get(0).severity();
    if (worst.compareTo(Severity.WARNING) < 0) {
      return findings.isEmpty()
          ? result(
              Verdict.PASSED,
              Reasons.VERSION_CURRENT,
              "nothing is known against " + versions,
              findings)
          : result(
              Verdict.PASSED,
              Reasons.UPDATE_ADVISED,
              advice(versions, findings, targets),
              findings);
    }
    Finding first = findings.get(0);
    String more =
        findings.size() == 1
            ? ""
            : "; %s in all".formatted(Words.count(findings.size(), "finding"));
    return result(
        worst == Severity.CRITICAL ? Verdict.CRITICAL : Verdict.WARNING,
        first.reason(),
        first.message() + "; " + first.remedy() + more,
        findings);
  }

  /** What whoever is woken up needs first: that this is none of tonight's trouble. */
  private static String advice(String versions, List<Finding> findings, List<Release> targets) {
    List<String> known = new ArrayList<>();
    count(findings, Reasons.SECURITY_UPDATE, "security flaw").ifPresent(known::add);
    count(findings, Reasons.KNOWN_BUG, "rare bug").ifPresent(known::add);
    if (findings.stream().anyMatch(f -> f.reason().equals(Reasons.END_OF_LIFE))) {
      known.add("the end of its release line");
    }
    String why =
        targets.isEmpty()
            ? findings.get(0).message() + "; " + findings.get(0).remedy()
            : "update to %s when it suits: %s are known"
                .formatted(words(targets), Words.list(known));
    return "no urgent reason to leave %s is known; %s".formatted(versions, why);
  }

  private static Optional<String> count(List<Finding> findings, String reason, String what) {
    int count = (int) findings.stream().filter(f -> f.reason().equals(reason)).count();
    return count == 0 ? Optional.empty() : Optional.of(Words.count(count, what));
  }

  private static String words(Collection<Release> releases) {
    return Words.list(releases.stream().map(Release::toString).toList());
  }

  private static InspectionOutcome result(
      Verdict verdict, String reason, String message, List<Finding> findings) {
    return new InspectionOutcome(verdict, reason, message, findings, List.of(), Optional.empty());
  }
}

package io.etcdmonitor.engine.features.version;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Answering;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of the versions that members run. Advice alone (end of life, security updates) is
 * told and does not make a cluster that serves well a bad one; data at risk, and an upgrade under
 * way past a stop that it needs, do.
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
        + " skew, and stops that an upgrade needs.";
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
                advisories, byRelease, context.cluster().expected().version(), context.now())
            .stream()
            .sorted(Comparator.comparing(Finding::severity, Comparator.reverseOrder()))
            .toList();
    return outcome(byRelease, findings);
  }

  private static InspectionOutcome outcome(
      NavigableMap<Release, List<String>> byRelease, List<Finding> findings) {
    String versions = Words.list(byRelease.keySet().stream().map(Release::toString).toList());
    if (findings.isEmpty()) {
      return new InspectionOutcome(
          Verdict.PASSED,
          Reasons.VERSION_CURRENT,
          "nothing is known against " + versions,
          findings,
          List.of(),
          Optional.empty());
    }
    Finding worst = findings.get(0);
    Verdict verdict =
        switch (worst.severity()) {
          case CRITICAL -> Verdict.CRITICAL;
          case WARNING -> Verdict.WARNING;
          case INFO, UNKNOWN -> Verdict.PASSED;
        };
    String more =
        findings.size() == 1
            ? ""
            : "; %s in all".formatted(Words.count(findings.size(), "finding"));
    return new InspectionOutcome(
        verdict,
        worst.reason(),
        worst.severity() == Severity.INFO
            ? "%s: no data is known to be at risk; %s%s".formatted(versions, worst.message(), more)
            : worst.message() + "; " + worst.remedy() + more,
        findings,
        List.of(),
        Optional.empty());
  }
}

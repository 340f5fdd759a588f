package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.VersionSkew;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.ViewMember;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Versions of the members. Pure. */
final class VersionJudge {
  private static final Comparator<String> BY_NUMBER =
      (a, b) -> {
        String[] left = a.split("[.-]", -1);
        String[] right = b.split("[.-]", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
          int order =
              left[i].length() != right[i].length()
                  ? Integer.compare(left[i].length(), right[i].length())
                  : left[i].compareTo(right[i]);
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(left.length, right.length);
      };

  private VersionJudge() {}

  /** The lowest version seen: the one whose features the cluster can use. */
  static Optional<String> lowest(RoundFacts facts) {
    return byVersion(facts).keySet().stream().findFirst();
  }

  static List<Finding> judge(RoundFacts facts) {
    Map<String, List<String>> versions = byVersion(facts);
    List<Finding> findings = new ArrayList<>();
    long minors = versions.keySet().stream().map(VersionJudge::minor).distinct().count();
    if (versions.size() > 1) {
      findings.add(skew(facts, versions, minors > 1));
    }
    facts
        .limits()
        .expected()
        .version()
        .ifPresent(expected -> unexpected(facts, versions, expected, findings));
    return findings;
  }

  private static Finding skew(
      RoundFacts facts, Map<String, List<String>> versions, boolean minors) {
    String each =
        Words.list(
            versions.entrySet().stream()
                .map(e -> e.getKey() + " on " + Words.list(e.getValue()))
                .toList());
    Optional<String> downgrade =
        VersionSkew.downgrade(facts.members().stream().flatMap(m -> facts.status(m).stream()));
    boolean meant = VersionSkew.ofDowngrade(downgrade, versions.keySet());
    return finding(
            minors && !meant ? Severity.WARNING : Severity.INFO,
            Reasons.VERSION_SKEW,
            "members run different %s: %s".formatted(minors ? "minor versions" : "patches", each))
        .value(String.join(", ", versions.keySet()))
        .remedy(VersionSkew.remedy(downgrade))
        .at(facts.now());
  }

  private static void unexpected(
      RoundFacts facts,
      Map<String, List<String>> versions,
      String expected,
      List<Finding> findings) {
    versions.forEach((version, members) -> {
      if (!version.equals(expected) && !version.startsWith(expected + ".")) {
        members.forEach(member ->
            findings.add(
                finding(
                        Severity.WARNING,
                        Reasons.UNEXPECTED_VERSION,
                        "member %s runs %s, %s is expected".formatted(member, version, expected))
                    .member(member)
                    .value(version)
                    .threshold(expected)
                    .remedy("upgrade the member, or correct expected.version")
                    .at(facts.now())));
      }
    });
  }

  private static Map<String, List<String>> byVersion(RoundFacts facts) {
    Map<String, List<String>> versions = new TreeMap<>(BY_NUMBER);
    for (ViewMember member : facts.members()) {
      facts
          .status(member)
          .filter(s -> !s.version().isEmpty())
          .ifPresent(s ->
              versions.computeIfAbsent(s.version(), v -> new ArrayList<>()).add(member.label()));
    }
    return versions;
  }

  private static String minor(String version) {
    String[] parts = version.split("\\.", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }
}

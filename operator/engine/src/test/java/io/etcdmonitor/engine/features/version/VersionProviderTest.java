package io.etcdmonitor.engine.features.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.features.version.Advisory.Kind;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.Lab;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionProviderTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab lab = new Lab(new VersionProvider(), cluster);

  private InspectionOutcome look(String... versions) {
    for (int i = 0; i < 3; i++) {
      cluster.members.get(i).version = versions[i % versions.length];
    }
    return lab.round();
  }

  @Test
  void everyEntryOfTheFileIsWhole() {
    var all = Advisories.builtIn();
    assertThat(all).extracting(Advisory::id).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    assertThat(all).extracting(Advisory::kind).contains(Kind.values());
    for (Advisory advisory : all) {
      assertThat(advisory.id()).matches("[a-z0-9.]+(-[a-z0-9.]+)+");
      assertThat(URI.create(advisory.source())).as(advisory.id()).hasScheme("https").hasNoQuery();
      assertThat(advisory.text()).as(advisory.id()).doesNotEndWith(".").hasSizeBetween(20, 200);
      assertThat(advisory.fixed()).as(advisory.id()).noneMatch(advisory::concerns);
      assertThat(advisory.to().isEmpty()).isEqualTo(advisory.kind() != Kind.UPGRADE);
      advisory
          .versions()
          .forEach(range ->
              assertThat(advisory.remedyFor(range.last()))
                  .as(advisory.id())
                  .isGreaterThan(range.last()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: a | nonsense",
        "id: a | # no id",
        "kind: bug | kind: rumour",
        "kind: bug | kind: upgrade",
        "3.5.0 - 3.5.1 | 3.5.9 - 3.5.1",
        "3.5.0 - 3.5.1 | 3.5",
        "fixed: 3.5.2 | fixed: soon",
        "severity: info | severity: bad",
        "source: https://example.com | source:"
      })
  void aDamagedEntryIsRefused(String whole, String damaged) {
    String entry =
        """
        id: a
        kind: bug
        versions: 3.5.0 - 3.5.1
        fixed: 3.5.2
        severity: info
        text: a text
        source: https://example.com
        """;
    assertThat(Advisories.parse(entry)).hasSize(1);
    assertThatThrownBy(() -> Advisories.parse(entry.replace(whole, damaged)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.0, WARNING, KnownBug",
    "3.5.2, WARNING, KnownBug",
    "3.5.5, WARNING, KnownBug",
    "3.5.6, PASSED, UpdateAdvised",
    "3.4.21, WARNING, KnownBug",
    "3.4.23, PASSED, UpdateAdvised",
    "3.3.1, PASSED, UpdateAdvised",
    "3.5.30, PASSED, UpdateAdvised",
    "3.6.13, PASSED, UpdateAdvised",
    "3.5.33, PASSED, VersionCurrent",
    "3.6.14, PASSED, VersionCurrent",
    "3.7.1, PASSED, VersionCurrent",
    "3.8.0-rc.1, PASSED, VersionCurrent"
  })
  void verdictsByVersion(String version, Verdict verdict, String reason) {
    InspectionOutcome outcome = look(version);
    assertThat(outcome.verdict()).as(outcome.toString()).isEqualTo(verdict);
    assertThat(outcome.reason()).isEqualTo(reason);
  }

  /** One version that leaves nothing, not the next one that leaves the most. */
  @Test
  void adviceSaysThatItCanWaitHowMuchThereIsAndWhereToGo() {
    assertThat(look("3.5.30").message())
        .startsWith("no urgent reason to leave 3.5.30 is known; update to 3.5.33 when it suits")
        .endsWith(": 3 security flaws and 1 rare bug are known");
    assertThat(look("3.4.23").message())
        .contains("update to 3.5.33 when it suits", "the end of its release line");
    assertThat(look("3.6.13", "3.5.32", "3.5.32").verdict()).isEqualTo(Verdict.WARNING);
    assertThat(look("3.6.12", "3.6.13", "3.6.14").message())
        .contains("leave 3.6.12, 3.6.13 and 3.6.14 is known; update to 3.6.14 when");
    InspectionOutcome patches = look("3.6.14", "3.6.15", "3.6.15");
    assertThat(patches.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(patches.message()).contains("members run different versions", "finish the upgrade");
  }

  /** Who goes where the message says has nothing left but what is not known yet. */
  @ParameterizedTest
  @CsvSource({"3.3.1", "3.4.23", "3.5.6", "3.5.16", "3.5.30", "3.6.0", "3.6.13", "3.7.0"})
  void whereTheMessageSendsPeopleNothingIsKnown(String version) {
    String message = look(version).message();
    String target = message.replaceFirst(".*update to (\\S+) when it suits.*", "$1");
    assertThat(look(target).reason()).as(message).isEqualTo(Reasons.VERSION_CURRENT);
  }

  /** Who follows one remedy must not be left with another entry of that line. */
  @Test
  void everyVersionIsToldAllThatIsKnownOfIt() {
    assertThat(look("3.5.16").findings())
        .extracting(Finding::id)
        .contains(
            "auth-bypass-cve-2026-33413",
            "auth-bypass-cve-2026-44283",
            "tls-handshakes-2026-07",
            "learner-promotion-lost");
    assertThat(look("3.4.23").findings())
        .extracting(Finding::id)
        .contains("end-of-life-3.4", "auth-bypass-cve-2026-33413", "defragment-during-snapshot");
  }

  @Test
  void findingsNameMembersTheTargetAndTheSource() {
    InspectionOutcome outcome = look("3.6.13", "3.6.14", "3.6.14");
    Finding security =
        outcome.findings().stream()
            .filter(f -> f.reason().equals(Reasons.SECURITY_UPDATE))
            .findFirst()
            .orElseThrow();
    assertThat(security.message()).startsWith("3.6.13 runs on m1: ");
    assertThat(security.remedy()).contains("3.6.14 or later", "https://");
    assertThat(outcome.findings())
        .filteredOn(f -> f.reason().equals(Reasons.VERSION_SKEW))
        .extracting(Finding::severity)
        .containsExactly(Severity.INFO);
  }

  @Test
  void aDowngradeUnderWayIsToBeFinished() {
    FakeCluster cluster = new FakeCluster(2);
    cluster.m(1).version = "3.6.14";
    cluster.m(1).downgradeTarget = Optional.of("3.5.0");
    cluster.m(2).version = "3.5.33";
    assertThat(new Lab(new VersionProvider(), cluster).round().findings())
        .filteredOn(f -> f.reason().equals(Reasons.VERSION_SKEW))
        .extracting(Finding::remedy)
        .containsExactly("finish the downgrade to 3.5.0, one member at a time");
  }

  @Test
  void aDowngradeThatIsEnabledIsToldUntilItIsDoneOrTakenBack() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.members.forEach(m -> m.version = "3.6.14");
    cluster.members.forEach(m -> m.downgradeTarget = Optional.of("3.5.0"));
    InspectionOutcome enabled = new Lab(new VersionProvider(), cluster).round();
    assertThat(enabled.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(enabled.reason()).isEqualTo(Reasons.DOWNGRADE_ENABLED);
    assertThat(enabled.message())
        .contains("a downgrade to 3.5.0 is enabled", "3.6.14 runs on m1", "downgrade cancel");

    cluster.m(3).version = "3.5.20";
    cluster.m(3).downgradeTarget = Optional.empty();
    assertThat(new Lab(new VersionProvider(), cluster).round().findings())
        .filteredOn(f -> f.severity() == Severity.WARNING)
        .extracting(Finding::reason)
        .as("mixed versions are what was asked for, and nobody is on the way up")
        .containsExactly(Reasons.DOWNGRADE_ENABLED);

    cluster.members.forEach(m -> m.downgradeTarget = Optional.empty());
    assertThat(new Lab(new VersionProvider(), cluster).round().findings())
        .extracting(Finding::reason)
        .contains(Reasons.UPGRADE_STOP_NEEDED)
        .doesNotContain(Reasons.DOWNGRADE_ENABLED);
  }

  @Test
  void anUpgradePastItsStopIsAWarning() {
    assertThat(look("3.5.25").verdict()).isEqualTo(Verdict.PASSED);
    InspectionOutcome underWay = look("3.5.25", "3.6.14", "3.5.25");
    assertThat(underWay.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(underWay.findings())
        .filteredOn(f -> f.severity() == Severity.WARNING)
        .extracting(Finding::reason)
        .containsExactlyInAnyOrder(Reasons.UPGRADE_STOP_NEEDED, Reasons.VERSION_SKEW);
    assertThat(underWay.findings())
        .filteredOn(f -> f.reason().equals(Reasons.UPGRADE_STOP_NEEDED))
        .extracting(Finding::remedy)
        .allMatch(r -> r.contains("3.5.26 first"));
  }

  @Test
  void anUpgradeThatIsWantedNeedsItsStopToo() {
    lab.expecting(new Expected(OptionalInt.empty(), Optional.of("3.6"), Optional.empty()));
    assertThat(look("3.5.25").reason()).isEqualTo(Reasons.UPGRADE_STOP_NEEDED);
    assertThat(look("3.5.33").reason()).isEqualTo(Reasons.VERSION_CURRENT);
  }

  @Test
  void whoTellsNoVersionIsNotJudged() {
    assertThat(look("").verdict()).isEqualTo(Verdict.UNKNOWN);
  }
}

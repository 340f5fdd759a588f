package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberRole;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.ResultChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Makes results as the engine would have.
 *
 * @param cluster whose
 * @param start when the test begins
 * @param interval at which features run
 * @param members as the feature healthy lists them; empty when it does not
 */
record SampleMaker(ClusterKey cluster, Instant start, Duration interval, List<String> members) {

  Sample sample(
      String feature,
      Duration offset,
      Optional<Verdict> verdict,
      List<Finding> findings,
      List<Measurement> measurements) {
    Verdict decided = verdict.orElseGet(() -> worst(findings));
    Finding first = findings.isEmpty() ? null : findings.get(0);
    return result(
        feature,
        offset,
        decided,
        first == null ? decided.word() : first.reason(),
        first == null ? "a sample" : first.message(),
        findings,
        measurements);
  }

  Sample result(
      String feature,
      Duration offset,
      Verdict verdict,
      String reason,
      String message,
      List<Finding> findings,
      List<Measurement> measurements) {
    InspectionSpec spec =
        new InspectionSpec(
            new InspectionKey(cluster, cluster.name() + "-" + feature),
            feature,
            Optional.of(interval),
            interval,
            Map.of(),
            true);
    InspectionResult result =
        new InspectionResult(
            spec.key(),
            feature,
            verdict,
            reason,
            message,
            findings,
            measurements,
            observation(feature, offset),
            start.plus(offset),
            Duration.ZERO);
    return new Sample(offset, new ResultChange(spec, result, Optional.empty(), true, List.of()));
  }

  private static Verdict worst(List<Finding> findings) {
    Verdict verdict = Verdict.PASSED;
    for (Finding finding : findings) {
      if (finding.severity() == Severity.CRITICAL) {
        return Verdict.CRITICAL;
      }
      verdict = finding.severity() == Severity.INFO ? verdict : Verdict.WARNING;
    }
    return verdict;
  }

  private Optional<ClusterObservation> observation(String feature, Duration offset) {
    if (members.isEmpty() || !feature.equals(FeatureNames.HEALTHY)) {
      return Optional.empty();
    }
    Instant time = start.plus(offset);
    List<MemberObservation> all = members.stream().map(name -> member(name, time)).toList();
    return Optional.of(
        new ClusterObservation(
            time,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new ClusterObservation.LeaderChanges(0, 0, Optional.empty()),
            all,
            ClusterObservation.Quorum.of(all.size(), all.size()),
            new ClusterObservation.Database(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.empty())));
  }

  private static MemberObservation member(String name, Instant time) {
    return new MemberObservation(
        name,
        name,
        List.of(),
        true,
        MemberRole.UNKNOWN,
        MemberState.HEALTHY,
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        time,
        "",
        "");
  }
}

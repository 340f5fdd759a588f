package io.etcdmonitor.engine.transition;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what happened between the results of one inspection. Pure: what must be remembered is the
 * {@link Baseline} it returns. Each thing is told once; a run that could not look neither ends
 * trouble nor begins it, so that an outage with a gap in its middle is one outage.
 */
public final class TransitionDetector {
  /** A single Unknown is a hiccup. */
  private static final int FAILING_AFTER = 2;

  private static final Set<String> CREDENTIALS =
      Set.of(Reasons.CREDENTIALS_INVALID, Reasons.AUTH_REQUIRED, Reasons.PERMISSION_DENIED);

  private TransitionDetector() {}

  /**
   * What is remembered of the results so far.
   *
   * @param unknownStreak Unknown results in a row
   * @param failing whether {@code InspectionFailed} was told
   * @param credentialsInvalid whether that was told
   * @param findings troubles told that come from findings
   * @param cluster what was last seen of the cluster
   */
  public record Baseline(
      int unknownStreak,
      boolean failing,
      boolean credentialsInvalid,
      FindingTracker.Open findings,
      SeenCluster cluster) {
    /** Before the first result. */
    public static final Baseline NOTHING =
        new Baseline(0, false, false, FindingTracker.Open.NOTHING, SeenCluster.NOTHING);

    /** What a former process has told, as far as it is known: it is not told again. */
    public static Baseline of(InspectionSpec spec, Recollection known) {
      boolean unknown = known.verdict().equals(Optional.of(Verdict.UNKNOWN));
      boolean speaks = spec.primary();
      return new Baseline(
          unknown ? 1 : 0,
          known.failing(),
          speaks && unknown && ofCredentials(spec.feature(), known.reason()),
          speaks ? FindingTracker.Open.of(known) : FindingTracker.Open.NOTHING,
          speaks ? SeenCluster.of(known) : SeenCluster.NOTHING);
    }
  }

  /** What happened, and what to remember. */
  public record Detection(List<Transition> transitions, Baseline next) {
    public Detection {
      transitions = List.copyOf(transitions);
    }
  }

  /**
   * Compares a result with what came before. Extra inspections of a person tell of themselves only.
   */
  public static Detection detect(InspectionSpec spec, Baseline before, InspectionResult now) {
    Teller teller = new Teller(spec);
    FindingTracker.Open findings = before.findings();
    SeenCluster cluster = before.cluster();
    boolean credentialsInvalid = before.credentialsInvalid();
    if (spec.primary()) {
      cluster = ClusterTracker.next(cluster, now, teller);
      findings = FindingTracker.next(findings, now, teller);
      credentialsInvalid = credentials(before, now, teller);
    }
    boolean unknown = now.verdict() == Verdict.UNKNOWN;
    int streak = unknown ? before.unknownStreak() + 1 : 0;
    boolean failing = before.failing();
    if (!failing && streak >= FAILING_AFTER) {
      failing = true;
      teller.trouble(TransitionType.INSPECTION_FAILED, "", now.reason(), now.message());
    } else if (failing && !unknown) {
      failing = false;
      teller.news(TransitionType.INSPECTION_RECOVERED, "", "it can look again: " + now.message());
    }
    return new Detection(
        teller.told(), new Baseline(streak, failing, credentialsInvalid, findings, cluster));
  }

  private static boolean ofCredentials(String feature, String reason) {
    return feature.equals(FeatureNames.HEALTHY) && CREDENTIALS.contains(reason);
  }

  private static boolean credentials(Baseline before, InspectionResult now, Teller teller) {
    if (!now.feature().equals(FeatureNames.HEALTHY)) {
      return false;
    }
    if (now.verdict() != Verdict.UNKNOWN) {
      return false;
    }
    if (!CREDENTIALS.contains(now.reason())) {
      return before.credentialsInvalid();
    }
    if (!before.credentialsInvalid()) {
      teller.trouble(TransitionType.CREDENTIALS_INVALID, "", now.reason(), now.message());
    }
    return true;
  }
}

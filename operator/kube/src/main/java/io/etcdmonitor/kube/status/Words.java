package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.api.v1alpha1.MemberRole;
import io.etcdmonitor.api.v1alpha1.MemberState;
import io.etcdmonitor.api.v1alpha1.Severity;
import io.etcdmonitor.api.v1alpha1.Verdict;

/**
 * The engine's words as the API's. The names of the constants are the same; a test holds them so.
 */
final class Words {
  private Words() {}

  static Health of(io.etcdmonitor.engine.assess.Health word) {
    return Health.valueOf(word.name());
  }

  static MemberRole of(io.etcdmonitor.engine.model.MemberRole word) {
    return MemberRole.valueOf(word.name());
  }

  static MemberState of(io.etcdmonitor.engine.model.MemberState word) {
    return MemberState.valueOf(word.name());
  }

  static Verdict of(io.etcdmonitor.engine.model.Verdict word) {
    return Verdict.valueOf(word.name());
  }

  /**
   * The API has no severity Unknown: what could not be looked at needs attention in working hours.
   */
  static Severity of(io.etcdmonitor.engine.model.Severity word) {
    return word == io.etcdmonitor.engine.model.Severity.UNKNOWN
        ? Severity.WARNING
        : Severity.valueOf(word.name());
  }
}

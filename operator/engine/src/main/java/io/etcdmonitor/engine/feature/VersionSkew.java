package io.etcdmonitor.engine.feature;

import io.etcdmonitor.etcd.MemberStatus;
import java.util.stream.Stream;

/** Members of different versions. Pure. */
public final class VersionSkew {
  private VersionSkew() {}

  /** What to do about it: whatever is under way is to be finished. */
  public static String remedy(Stream<MemberStatus> members) {
    String underWay =
        members
            .flatMap(status -> status.downgradeTarget().stream())
            .findFirst()
            .map(target -> "downgrade to " + target)
            .orElse("upgrade");
    return "finish the %s, one member at a time".formatted(underWay);
  }
}

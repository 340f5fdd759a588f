package io.etcdmonitor.engine.feature;

import io.etcdmonitor.etcd.MemberStatus;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Members of different versions. Pure. */
public final class VersionSkew {
  private static final Pattern LINE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\..*)?");

  private VersionSkew() {}

  /**
   * The version to which a downgrade is enabled. Members that have gone there no longer tell of it.
   */
  public static Optional<String> downgrade(Stream<MemberStatus> members) {
    return members.flatMap(status -> status.downgradeTarget().stream()).findFirst();
  }

  /**
   * Whether a downgrade is enabled that brings members of all these versions about: it goes one
   * minor version back.
   */
  public static boolean ofDowngrade(Optional<String> downgrade, Collection<String> versions) {
    Matcher to = LINE.matcher(downgrade.orElse(""));
    if (!to.matches()) {
      return false;
    }
    int minor = Integer.parseInt(to.group(2));
    return versions.stream()
        .map(LINE::matcher)
        .allMatch(version ->
            version.matches()
                && version.group(1).equals(to.group(1))
                && Integer.parseInt(version.group(2)) >= minor
                && Integer.parseInt(version.group(2)) <= minor + 1);
  }

  /** What to do about it: whatever is under way is to be finished. */
  public static String remedy(Optional<String> downgrade) {
    return "finish the %s, one member at a time"
        .formatted(downgrade.map(target -> "downgrade to " + target).orElse("upgrade"));
  }
}

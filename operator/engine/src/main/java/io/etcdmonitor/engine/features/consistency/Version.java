package io.etcdmonitor.engine.features.consistency;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An etcd version, for what depends on it. */
record Version(int major, int minor, int patch) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*");

  static Optional<Version> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Version(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }

  /** Since 3.5 the auth store's revision can be asked for. */
  boolean knowsAuthStatus() {
    return major > 3 || (major == 3 && minor >= 5);
  }

  /** Since 3.5.5 every compaction leaves its hash, the ten newest are kept in memory. */
  boolean storesCompactionHashes() {
    return major > 3 || (major == 3 && (minor > 5 || (minor == 5 && patch >= 5)));
  }
}

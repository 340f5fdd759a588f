package io.etcdmonitor.engine.features.version;

import io.etcdmonitor.engine.model.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * Something known of some versions.
 *
 * @param id unique
 * @param kind what it is
 * @param versions ranges of releases that it is about
 * @param to for an upgrade: the minor version that must not be gone to from there; else empty
 * @param fixed releases that it does not concern, one per release line
 * @param severity what it means for a cluster that runs such a version
 * @param text one sentence without its full stop
 * @param source where it can be read
 */
record Advisory(
    String id,
    Kind kind,
    List<Range> versions,
    String to,
    List<Release> fixed,
    Severity severity,
    String text,
    String source) {

  Advisory {
    versions = List.copyOf(versions);
    fixed = List.copyOf(fixed);
  }

  /** What it is. */
  enum Kind {
    END_OF_LIFE,
    BUG,
    SECURITY,
    UPGRADE
  }

  /** Releases from the first to the last, both included. */
  record Range(Release first, Release last) {
    boolean has(Release release) {
      return release.compareTo(first) >= 0 && release.compareTo(last) <= 0;
    }
  }

  boolean concerns(Release release) {
    return versions.stream().anyMatch(range -> range.has(release));
  }

  /** The release to go to from there: of the same line, else the lowest that is higher. */
  Release remedyFor(Release release) {
    return fixed.stream()
        .filter(f -> f.compareTo(release) > 0)
        .min(
            Comparator.comparing((Release f) -> !f.line().equals(release.line()))
                .thenComparing(Comparator.naturalOrder()))
        .orElse(fixed.get(0));
  }
}

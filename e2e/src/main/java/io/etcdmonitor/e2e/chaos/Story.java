package io.etcdmonitor.e2e.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was done and seen, in lines that a person can read. */
final class Story {
  private static final double MILLIS = 1_000.0;
  private final long begun = System.nanoTime();
  private final List<String> wrong = new ArrayList<>();

  void tell(String line) {
    Duration since = Duration.ofNanos(System.nanoTime() - begun);
    System.out.println(String.format(Locale.ROOT, "%7.1f  ", since.toMillis() / MILLIS) + line);
    System.out.flush();
  }

  /** Something that must not be; told once. */
  void wrong(String what) {
    if (!wrong.contains(what)) {
      wrong.add(what);
      tell("WRONG: " + what);
    }
  }

  List<String> wrong() {
    return List.copyOf(wrong);
  }
}

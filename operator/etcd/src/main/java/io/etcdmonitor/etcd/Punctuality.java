package io.etcdmonitor.etcd;

import java.time.Duration;

/**
 * How punctual this process itself is. Where it has too little CPU (other work, too large a fleet,
 * a long collection) answers lie there unread, and their lateness says nothing about etcd.
 * Thread-safe.
 */
public interface Punctuality {
  /** Of what has no event loop. */
  Punctuality PERFECT =
      new Punctuality() {
        @Override
        public Duration lost() {
          return Duration.ZERO;
        }

        @Override
        public boolean strained() {
          return false;
        }
      };

  /** Time that was lost since start: in which the event loop was due and did not run. */
  Duration lost();

  /** Whether it is late again and again just now, so that more work makes everything later. */
  boolean strained();
}

package io.etcdmonitor.patterns.coordination;

import java.util.OptionalLong;

/** A resource that knows fencing tokens: it refuses whoever comes with a lower one than before. */
final class FencedRegister {
  private long fence;
  private long value;
  private long accepted;
  private long refused;

  /** Empty when refused. */
  synchronized OptionalLong read(long token) {
    return passes(token) ? OptionalLong.of(value) : OptionalLong.empty();
  }

  synchronized boolean write(long token, long written) {
    if (!passes(token)) {
      return false;
    }
    value = written;
    accepted++;
    return true;
  }

  private boolean passes(long token) {
    if (token < fence) {
      refused++;
      return false;
    }
    fence = token;
    return true;
  }

  synchronized long value() {
    return value;
  }

  /** Writes that were not refused. */
  synchronized long accepted() {
    return accepted;
  }

  synchronized long refused() {
    return refused;
  }
}

package io.etcdmonitor.etcd.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Free loopback ports. They lie below the kernel's ephemeral range, so that an outgoing connection
 * of some other process cannot take one between its choice and its use; and in ranges that only one
 * JVM gives out at a time, so that tests of another cannot either.
 */
public final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;
  private static final int RANGE = 200;
  private static final Ports OF_THIS_JVM = new Ports();

  /** Each is the first port of a range that is ours, and keeps others from it. */
  private final List<ServerSocket> held = new ArrayList<>();

  private final List<Integer> left = new ArrayList<>();

  private Ports() {}

  /** A port that nothing listens on, given out once per JVM. */
  public static int free() {
    return OF_THIS_JVM.next();
  }

  private synchronized int next() {
    while (!left.isEmpty() || holdAnother()) {
      int port = left.removeLast();
      Optional<ServerSocket> bound = bind(port);
      if (bound.isPresent()) {
        close(bound.get());
        return port;
      }
    }
    throw new IllegalStateException("no free loopback port between " + FIRST + " and " + LAST);
  }

  /** Whether there was a range that nobody holds. */
  private boolean holdAnother() {
    int ranges = (LAST - FIRST) / RANGE;
    int start = ThreadLocalRandom.current().nextInt(ranges);
    for (int i = 0; i < ranges; i++) {
      int first = FIRST + (start + i) % ranges * RANGE;
      Optional<ServerSocket> guard = bind(first);
      if (guard.isPresent()) {
        held.add(guard.get());
        left.addAll(IntStream.range(first + 1, first + RANGE).boxed().toList());
        Collections.shuffle(left);
        return true;
      }
    }
    return false;
  }

  /** 127.0.0.1, whatever the JVM prefers. */
  static InetAddress loopback() {
    try {
      return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<ServerSocket> bind(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      try {
        socket.setReuseAddress(false);
        socket.bind(new InetSocketAddress(loopback(), port));
        return Optional.of(socket);
      } catch (IOException e) {
        close(socket);
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

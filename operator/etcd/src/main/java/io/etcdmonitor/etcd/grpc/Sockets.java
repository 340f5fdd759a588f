package io.etcdmonitor.etcd.grpc;

import io.netty.channel.ChannelFactory;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The TCP connections that gRPC makes for one {@link Link}. It may have two for some seconds: what
 * {@code enterIdle} dropped may still try to connect, and then be closed. Thread-safe.
 */
final class Sockets implements ChannelFactory<NioSocketChannel> {
  private final boolean tls;

  /** Those that are not closed, the latest last. */
  private final List<NioSocketChannel> sockets = new CopyOnWriteArrayList<>();

  Sockets(boolean tls) {
    this.tls = tls;
  }

  @Override
  public NioSocketChannel newChannel() {
    NioSocketChannel created = new NioSocketChannel();
    if (tls) {
      created.pipeline().addLast(new SmallHeaderTable());
    }
    sockets.add(created);
    var unused = created.closeFuture().addListener(closed -> sockets.remove(created));
    return created;
  }

  /** How far the latest one got, where HTTP/2 is not known to stand. */
  Link.Progress progress() {
    NioSocketChannel latest = latest(NioSocketChannel::isOpen);
    if (latest == null) {
      return Link.Progress.NOT_DIALLED;
    }
    return latest.isActive() ? Link.Progress.CONNECTED : Link.Progress.CONNECTING;
  }

  /** The latest one that speaks HTTP/2; null when there is none. */
  NioSocketChannel speaking() {
    return latest(s -> s.isActive() && s.pipeline().get(Http2ConnectionHandler.class) != null);
  }

  /** How many are open. */
  int open() {
    return (int) sockets.stream().filter(NioSocketChannel::isOpen).count();
  }

  private NioSocketChannel latest(Predicate<NioSocketChannel> which) {
    NioSocketChannel found = null;
    for (NioSocketChannel socket : sockets) {
      found = which.test(socket) ? socket : found;
    }
    return found;
  }
}

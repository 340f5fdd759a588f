package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.Test;

class SocketsTest {
  private final Sockets sockets = new Sockets(true);

  @Test
  void nothingWasDialledAtFirst() {
    assertThat(sockets.progress()).isEqualTo(Link.Progress.NOT_DIALLED);
    assertThat(sockets.speaking()).isNull();
    assertThat(sockets.open()).isZero();
  }

  @Test
  void aSocketThatIsNotConnectedIsBeingConnectedUntilItIsClosed() {
    NioSocketChannel first = sockets.newChannel();
    NioSocketChannel second = sockets.newChannel();
    assertThat(sockets.open()).isEqualTo(2);
    assertThat(sockets.progress()).isEqualTo(Link.Progress.CONNECTING);
    assertThat(sockets.speaking()).isNull();
    second.unsafe().closeForcibly();
    assertThat(sockets.open()).isEqualTo(1);
    assertThat(sockets.progress()).isEqualTo(Link.Progress.CONNECTING);
    first.unsafe().closeForcibly();
    assertThat(sockets.open()).isZero();
    assertThat(sockets.progress()).isEqualTo(Link.Progress.NOT_DIALLED);
  }

  @Test
  void onlyWithTlsIsTheHeaderTableKeptSmall() {
    NioSocketChannel secure = sockets.newChannel();
    NioSocketChannel plain = new Sockets(false).newChannel();
    assertThat(secure.pipeline().get(SmallHeaderTable.class)).isNotNull();
    assertThat(plain.pipeline().get(SmallHeaderTable.class)).isNull();
    secure.unsafe().closeForcibly();
    plain.unsafe().closeForcibly();
  }
}

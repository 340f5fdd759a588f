package io.etcdmonitor.etcd;

/**
 * Why a call to a member gave no answer we can use. Each cause needs a different action of a
 * person.
 */
public enum FailureCause {
  /** The host name does not resolve. */
  DNS_FAILURE,
  /** Nothing listens on that address and port. */
  CONNECTION_REFUSED,
  /** No connection within the deadline: dropped packets, wrong address, no route. */
  CONNECT_TIMEOUT,
  /** The connection ended in the middle (reset, closed at once). */
  CONNECTION_CLOSED,
  /** Connected, but no answer within the deadline: frozen, overloaded, or without quorum. */
  TIMEOUT,
  /** The server's certificate chain is not trusted by the CA we were given. */
  TLS_UNTRUSTED,
  /** The server's certificate does not name the host we dialled. */
  TLS_NAME_MISMATCH,
  /** The server's certificate has expired or is not valid yet. */
  TLS_EXPIRED,
  /** The server wants a client certificate and did not get one it accepts. */
  TLS_CLIENT_CERTIFICATE,
  /** One side speaks TLS and the other does not, or the handshake failed otherwise. */
  TLS_HANDSHAKE_FAILED,
  /** Our own CA, certificate or key cannot be read. */
  TLS_BAD_MATERIAL,
  /** TLS and a user were given, but the URL is http: neither password nor token goes there. */
  PLAIN_TEXT_REFUSED,
  /** Authentication is enabled and no user was given. */
  AUTH_REQUIRED,
  /** User name or password is wrong. */
  CREDENTIALS_INVALID,
  /** The user is known but may not do this. */
  PERMISSION_DENIED,
  /** Something answers there, but it is no etcd. */
  NOT_ETCD,
  /** An etcd answers there, but does not serve the API that it is asked by. */
  API_NOT_SERVED,
  /** The member has no leader. */
  NO_LEADER,
  /** A learner does not serve this kind of call. */
  LEARNER,
  /** The revision asked for has been compacted. */
  COMPACTED,
  /** The revision asked for is in the future of that member. */
  FUTURE_REVISION,
  /** The server is too old, too new, or has this call switched off. */
  UNSUPPORTED,
  /** The server refuses for load, or answers larger than we accept. */
  RESOURCE_EXHAUSTED,
  /** The channel was closed by us while the call was under way. */
  CLOSED,
  /**
   * No answer in time, but this process itself was too late to read one ({@link Punctuality}),
   * never came to look the host's name up, or can open no more sockets: nothing can be said about
   * the member.
   */
  CLIENT_OVERLOADED,
  /** Anything else; the message holds etcd's own words. */
  OTHER;

  /** Whether the member never got to answer: nothing can be said about its state from this call. */
  public boolean unreachable() {
    return switch (this) {
      case DNS_FAILURE, CONNECTION_REFUSED, CONNECT_TIMEOUT, CONNECTION_CLOSED, TIMEOUT -> true;
      default -> false;
    };
  }

  /** Whether a call may have got lost on its way, or its answer: asked once more it may be well. */
  public boolean lost() {
    return switch (this) {
      case TIMEOUT, CONNECT_TIMEOUT, CONNECTION_CLOSED, CLIENT_OVERLOADED -> true;
      default -> false;
    };
  }

  /** Whether it was this process that did not see the call through: it says nothing of etcd. */
  public boolean ours() {
    return this == CLOSED || this == CLIENT_OVERLOADED;
  }

  /**
   * Whether the remedy lies in our own configuration (TLS files, user, endpoint), not in the
   * cluster.
   */
  public boolean configuration() {
    return switch (this) {
      case TLS_UNTRUSTED,
          TLS_NAME_MISMATCH,
          TLS_CLIENT_CERTIFICATE,
          TLS_HANDSHAKE_FAILED,
          TLS_BAD_MATERIAL,
          PLAIN_TEXT_REFUSED,
          AUTH_REQUIRED,
          CREDENTIALS_INVALID,
          PERMISSION_DENIED,
          NOT_ETCD,
          API_NOT_SERVED ->
          true;
      default -> false;
    };
  }
}

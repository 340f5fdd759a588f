package io.etcdmonitor.engine.feature;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.etcd.FailureCause;

/** The reason and the remedy that belong to each failure of a call. */
public final class FailureReasons {
  private FailureReasons() {}

  /** The reason people see. */
  public static String of(FailureCause cause) {
    return switch (cause) {
      case DNS_FAILURE -> Reasons.DNS_FAILURE;
      case CONNECTION_REFUSED -> Reasons.CONNECTION_REFUSED;
      case CONNECT_TIMEOUT -> Reasons.CONNECT_TIMEOUT;
      case CONNECTION_CLOSED -> Reasons.CONNECTION_CLOSED;
      case TIMEOUT -> Reasons.TIMEOUT;
      case TLS_UNTRUSTED -> Reasons.TLS_UNTRUSTED;
      case TLS_NAME_MISMATCH -> Reasons.TLS_NAME_MISMATCH;
      case TLS_EXPIRED -> Reasons.TLS_EXPIRED;
      case TLS_CLIENT_CERTIFICATE -> Reasons.TLS_CLIENT_CERTIFICATE;
      case TLS_HANDSHAKE_FAILED -> Reasons.TLS_HANDSHAKE_FAILED;
      case TLS_BAD_MATERIAL -> Reasons.TLS_BAD_MATERIAL;
      case PLAIN_TEXT_REFUSED -> Reasons.PLAIN_TEXT_REFUSED;
      case AUTH_REQUIRED -> Reasons.AUTH_REQUIRED;
      case CREDENTIALS_INVALID -> Reasons.CREDENTIALS_INVALID;
      case PERMISSION_DENIED -> Reasons.PERMISSION_DENIED;
      case NOT_ETCD -> Reasons.NOT_ETCD;
      case API_NOT_SERVED -> Reasons.STORAGE_BACKEND_UNSUPPORTED;
      case NO_LEADER -> Reasons.NO_LEADER;
      case LEARNER, COMPACTED, FUTURE_REVISION, UNSUPPORTED, RESOURCE_EXHAUSTED, OTHER ->
          Reasons.NOT_SERVING;
      case CLOSED -> Reasons.NOT_OBSERVED;
      case CLIENT_OVERLOADED -> Reasons.MONITOR_OVERLOADED;
    };
  }

  /** The next step for a person. */
  public static String remedy(FailureCause cause) {
    return switch (cause) {
      case DNS_FAILURE -> "check the host name and the DNS that the monitor uses";
      case CONNECTION_REFUSED -> "check that etcd runs there and listens on that port";
      case CONNECT_TIMEOUT -> "check the host, the address and the firewall in between";
      case CONNECTION_CLOSED -> "check etcd's log and what stands in between, such as a proxy";
      case TIMEOUT -> "check the host: etcd is frozen, overloaded or waits for its disk";
      case TLS_UNTRUSTED -> "give the CA that signed the server's certificate";
      case TLS_NAME_MISMATCH ->
          "set tls.serverName to a name in the server's certificate, or issue one with this host";
      case TLS_EXPIRED -> "renew the server's certificate, or check the clocks";
      case TLS_CLIENT_CERTIFICATE ->
          "give a client certificate and key that the server's client CA signed";
      case TLS_HANDSHAKE_FAILED -> "check that the endpoint's scheme (http, https) is the server's";
      case TLS_BAD_MATERIAL -> "check the CA, certificate and key: PEM text is needed";
      case PLAIN_TEXT_REFUSED ->
          "have etcd advertise https:// URLs, give an https:// endpoint for each member, or lead the"
              + " http:// URL to an https:// one with endpointMap";
      case AUTH_REQUIRED -> "give a user name and password: authentication is enabled";
      case CREDENTIALS_INVALID -> "check the user name and the password";
      case PERMISSION_DENIED -> "grant the user the root role, or read access at least";
      case NOT_ETCD -> "check the endpoint: something else listens there";
      case API_NOT_SERVED ->
          "set storageBackend to v3, or start etcd (3.5 or older) with --enable-v2";
      case NO_LEADER -> "bring a majority of the voting members back";
      case RESOURCE_EXHAUSTED -> "take load off this member";
      case LEARNER, COMPACTED, FUTURE_REVISION, UNSUPPORTED, OTHER -> "check etcd's log";
      case CLOSED -> "wait for the next round";
      case CLIENT_OVERLOADED ->
          "give etcd-monitor more CPU, or share the clusters out among more replicas; see that its"
              + " DNS answers and that it may open enough files";
    };
  }
}

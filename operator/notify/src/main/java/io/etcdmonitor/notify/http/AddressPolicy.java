package io.etcdmonitor.notify.http;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * Which addresses a channel may talk to. Link-local addresses and the ones where clouds serve
 * credentials to whoever asks are refused: somebody who may write a channel's URL need not become
 * the node. The JVM keeps an address for some seconds, so the connection goes where the check
 * looked; redirects are never followed.
 *
 * @param allowLinkLocal lets them through
 */
public record AddressPolicy(boolean allowLinkLocal) {
  // Metadata services outside the link-local ranges: Alibaba Cloud; AWS over IPv6; Oracle Cloud's
  // older one.
  private static final Set<String> METADATA =
      Set.of("100.100.100.200", "fd00:ec2:0:0:0:0:0:254", "192.0.0.192");

  /**
   * Checks every address of a URL's host.
   *
   * @param proxied whether a proxy looks the name up: where it is needed, we often cannot
   * @throws BlockedAddressException when one of them is refused
   * @throws UnknownHostException when it has none, and no proxy is asked
   */
  void check(URI uri, boolean proxied) throws IOException {
    if (allowLinkLocal) {
      return;
    }
    String host = uri.getHost();
    for (InetAddress address : addresses(host, proxied)) {
      if (blocked(address)) {
        throw new BlockedAddressException(
            "the host "
                + host
                + " is a link-local, multicast or metadata address, which is refused; set"
                + " allowLinkLocal if it is meant");
      }
    }
  }

  private static InetAddress[] addresses(String host, boolean proxied) throws UnknownHostException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      if (proxied) {
        return new InetAddress[0];
      }
      throw e;
    }
  }

  static boolean blocked(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || METADATA.contains(address.getHostAddress().replaceFirst("%.*", ""))
        || (address instanceof Inet6Address six && embedsBlocked(six));
  }

  /** An IPv4 address written inside an IPv6 one: NAT64 (64:ff9b::/96) and 6to4 (2002::/16). */
  private static boolean embedsBlocked(Inet6Address six) {
    byte[] raw = six.getAddress();
    boolean nat64 = raw[0] == 0 && raw[1] == 0x64 && raw[2] == (byte) 0xff && raw[3] == (byte) 0x9b;
    boolean sixToFour = raw[0] == 0x20 && raw[1] == 0x02;
    if (!nat64 && !sixToFour) {
      return false;
    }
    int at = nat64 ? 12 : 2;
    try {
      return blocked(
          InetAddress.getByAddress(new byte[] {raw[at], raw[at + 1], raw[at + 2], raw[at + 3]}));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address is refused. */
  static final class BlockedAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    BlockedAddressException(String message) {
      super(message);
    }
  }
}

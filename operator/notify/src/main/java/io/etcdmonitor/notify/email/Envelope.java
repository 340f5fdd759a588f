package io.etcdmonitor.notify.email;

import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Optional;

/** Who writes to whom. */
record Envelope(InternetAddress from, List<InternetAddress> to, Optional<InternetAddress> replyTo) {

  /** What follows the @ of the sender: the domain of our message IDs. */
  String domain() {
    String address = from.getAddress();
    return address.substring(address.lastIndexOf('@') + 1);
  }
}

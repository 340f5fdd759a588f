package io.etcdmonitor.notify.email;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.notify.conversation.Conversation;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * E-mails to all recipients at once. Who got a message that others could not get yet is remembered,
 * so that the next attempt goes to the others only.
 */
final class EmailChannel implements AlertChannel {
  private static final String REACHED = "email.reached";

  /** What others may write, as into the status of a cluster, becomes no header of its own. */
  private static final Pattern MESSAGE_ID =
      Pattern.compile("<[!-~&&[^<>@]]{1,250}@[!-~&&[^<>@]]{1,250}>");

  private final String name;
  private final MailWriter writer;
  private final MailSender sender;
  private final int pace;

  EmailChannel(String name, MailWriter writer, MailSender sender, int pace) {
    this.name = name;
    this.writer = writer;
    this.sender = sender;
    this.pace = pace;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
    Conversation conversation = new Conversation("email", memory);
    Set<String> reached = reached(message, memory);
    List<InternetAddress> rest =
        writer.envelope().to().stream()
            .filter(address -> !reached.contains(address.getAddress()))
            .toList();
    if (rest.isEmpty() || conversation.isTold(message)) {
      return Delivery.sent("");
    }
    Optional<String> follows =
        conversation
            .root(message)
            .filter(root -> MESSAGE_ID.matcher(root).matches())
            .filter(root -> !root.equals(writer.messageId(message)));
    Acceptance acceptance =
        sender.send(session -> writer.write(session, message, follows), rest, deadline);
    reached.addAll(acceptance.accepted());
    if (reached.isEmpty()) {
      return acceptance.failure().orElseThrow();
    }
    if (follows.isEmpty()) {
      conversation.begin(writer.messageId(message));
    }
    if (acceptance.deferred()) {
      reached.addAll(acceptance.refused());
      memory.put(REACHED, message.idempotencyKey() + "\n" + String.join("\n", reached));
      return acceptance.failure().orElseThrow();
    }
    conversation.told(message);
    memory.put(REACHED, "");
    return new Delivery(
        Outcome.SENT,
        "250",
        acceptance.failure().map(Delivery::detail).orElse(""),
        Optional.empty());
  }

  /** Who needs no further attempt of this delivery. */
  private static Set<String> reached(AlertMessage message, ChannelMemory memory) {
    Set<String> reached = new TreeSet<>();
    memory
        .get(REACHED)
        .filter(text -> text.startsWith(message.idempotencyKey() + "\n"))
        .ifPresent(text -> text.lines().skip(1).forEach(reached::add));
    return reached;
  }

  @Override
  public Duration deadline() {
    return sender.deadline();
  }

  @Override
  public String render(AlertMessage message) {
    return "Subject: "
        + writer.subject(message)
        + "\n\n"
        + writer.text(message)
        + "\n--- HTML ---\n"
        + writer.html(message);
  }

  @Override
  public int messagesPerMinute() {
    return pace;
  }

  @Override
  public void close() {
    sender.close();
  }
}

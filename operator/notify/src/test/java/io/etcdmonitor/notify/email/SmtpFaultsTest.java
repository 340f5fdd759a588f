package io.etcdmonitor.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.notify.http.Redactor;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.Test;

class SmtpFaultsTest {
  private final SmtpFaults faults = new SmtpFaults("smtp.example.org", new Redactor(List.of()));

  @Test
  void aServerThatHangsUpInsteadOfAReplyIsTriedAgainThoughARecipientIsDead() throws Exception {
    InternetAddress[] dead = {new InternetAddress("b@example.org")};
    InternetAddress[] well = {new InternetAddress("a@example.org")};
    Exception recipient =
        new SMTPAddressFailedException(dead[0], "RCPT TO:<b@example.org>", 550, "550 not here");
    Acceptance acceptance =
        faults.of(new SMTPSendFailedException(".", -1, "[EOF]", recipient, null, well, dead), -1);
    assertThat(acceptance.failure()).get().extracting(Delivery::outcome).isEqualTo(Outcome.RETRY);
    assertThat(acceptance.deferred()).isTrue();
    assertThat(acceptance.refused()).containsExactly("b@example.org");
  }

  @Test
  void aConnectionThatBreaksAfterARefusedRecipientIsTriedAgain() {
    Delivery delivery =
        faults.ofFault(
            new MessagingException(
                "Can't send command to SMTP host", new IOException("Broken pipe")),
            550);
    assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
    assertThat(delivery.code()).isEqualTo("network");
  }

  @Test
  void aReplyThatStaysIsTheConfigurationsFault() {
    Delivery delivery =
        faults.ofFault(new MessagingException("Got bad greeting: 554 not for you"), 554);
    assertThat(delivery.outcome()).isEqualTo(Outcome.MISCONFIGURED);
    assertThat(delivery.code()).isEqualTo("554");
  }
}

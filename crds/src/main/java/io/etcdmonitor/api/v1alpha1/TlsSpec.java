package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How TLS is spoken to the members. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TlsSpec(
    @JsonPropertyDescription(
            "Secret in the namespace of this object with the keys ca.crt, tls.crt and "
                + "tls.key (or ca.pem, client.pem and client-key.pem). A CA alone is enough for "
                + "server-only TLS. Rotation is picked up without a restart. Absent: the server "
                + "certificate is verified with the CAs of the operator image.")
        @Pattern(Patterns.DNS_SUBDOMAIN)
        @Size(min = 1, max = Patterns.MAX_DNS_SUBDOMAIN)
        String secretName,
    @JsonPropertyDescription(
            "Name expected in the server certificates. Absent: the host of each client " + "URL.")
        @Pattern(Patterns.HOST)
        @Size(min = 1, max = 253)
        String serverName,
    @JsonPropertyDescription(
            "Accept any server certificate. Only for tests: it hides man-in-the-middle "
                + "attacks, and the certificate finding says so for as long as it is on.")
        Boolean insecureSkipVerify) {

  /** Fills absent fields with their documented defaults; collections are copied. */
  public TlsSpec {
    insecureSkipVerify = insecureSkipVerify == null ? false : insecureSkipVerify;
  }
}

package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The etcd user that probes log in with. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AuthSpec(
    @JsonPropertyDescription(
            "Secret in the namespace of this object with the keys username and password. "
                + "Without spec.tls the password travels in clear text, so use TLS with it. With TLS "
                + "it goes to https URLs only: members that advertise http are not asked.")
        @Required
        @Pattern(Patterns.DNS_SUBDOMAIN)
        @Size(min = 1, max = Patterns.MAX_DNS_SUBDOMAIN)
        String secretName) {}

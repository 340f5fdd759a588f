package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Translates an address that members advertise into one that the operator can reach. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EndpointMapping(
    @JsonPropertyDescription("Client URL or host:port exactly as the member advertises it.")
        @Required
        @Pattern(Patterns.ADDRESS)
        @Size(min = 1, max = 512)
        String advertised,
    @JsonPropertyDescription(
            "Client URL or host:port where the operator reaches that member instead, by TLS if this"
                + " or the advertised URL says https. Certificates must name the advertised host"
                + " there, unless tls.serverName is set.")
        @Required
        @Pattern(Patterns.ADDRESS)
        @Size(min = 1, max = 512)
        String reachable) {}

package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The Kubernetes Service behind which the members of a cluster are found. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServiceRef(
    @JsonPropertyDescription(
            "Name of the Service, in the namespace of this object. Its EndpointSlices "
                + "list the members.")
        @Required
        @Pattern(Patterns.DNS_LABEL)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription("Client port of the members, 1 to 65535.") @Min(1) @Max(65535)
        Integer port,
    @JsonPropertyDescription("http or https. Absent: https when spec.tls is set, otherwise http.")
        Scheme scheme) {
  /** The client port registered for etcd. */
  public static final int DEFAULT_PORT = 2379;

  /** Fills absent fields with their documented defaults; collections are copied. */
  public ServiceRef {
    port = port == null ? DEFAULT_PORT : port;
  }
}

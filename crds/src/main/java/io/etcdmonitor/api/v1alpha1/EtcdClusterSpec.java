package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * What to watch, how to reach it and what to expect of it. Accessors of fields that have a default
 * never return null, whether or not the object went through an API server; collections are never
 * null.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EtcdClusterSpec(
    @JsonPropertyDescription("Free text for people; shown wherever the cluster is listed.")
        @Size(max = 1024)
        String description,
    @JsonPropertyDescription(
            "How members and addresses are found: imported (from endpoints), service "
                + "(from a Kubernetes Service), or a provider that a plug-in brings.")
        @Pattern(Patterns.DNS_LABEL)
        @Size(min = 1, max = 63)
        String provider,
    @JsonPropertyDescription(
            "Client URLs, 1 to 16, all http or all https. Always also the fallback when "
                + "the known members do not answer. Provider imported needs them here or in the "
                + "annotation importedAddr.")
        @Size(min = 1, max = MAX_ENDPOINTS)
        List<String> endpoints,
    @JsonPropertyDescription("The Service that provider service looks at.") ServiceRef service,
    @JsonPropertyDescription(
            "Where the operator reaches members whose advertised addresses it cannot "
                + "reach (NAT).")
        @Size(max = MAX_MAPPINGS)
        List<EndpointMapping> endpointMap,
    @JsonPropertyDescription(
            "v3, or v2 to watch a cluster (etcd 3.5 or older with --enable-v2) by its v2 API: "
                + "health, members, leader and statistics; alarm, capacity and consistency do not "
                + "apply then.")
        StorageBackend storageBackend,
    @JsonPropertyDescription("How to speak TLS; all client URLs must then be https.") TlsSpec tls,
    @JsonPropertyDescription("User and password, for clusters with authentication on.")
        AuthSpec auth,
    @JsonPropertyDescription("Where the Prometheus page of each member is.") MetricsSpec metrics,
    @JsonPropertyDescription("Whether the operator may write one key to measure writes; off.")
        WriteProbeSpec writeProbe,
    @JsonPropertyDescription(
            "What is inspected and how often, by name. Features that are not listed run "
                + "with their built-in defaults; enabled: false turns one off.")
        @Size(max = MAX_FEATURES)
        List<FeatureSpec> features,
    @JsonPropertyDescription("The numbers that verdicts use.") Thresholds thresholds,
    @JsonPropertyDescription("What the cluster should look like; drift from it is a finding.")
        ExpectedSpec expected,
    @JsonPropertyDescription("Which alerts are sent, and where.") AlertsSpec alerts,
    @JsonPropertyDescription(
            "Stop probing. The status says so, and open alerts end with reason Paused.")
        Boolean suspend) {
  /** At most this many endpoints are given. */
  public static final int MAX_ENDPOINTS = 16;

  /** At most this many endpoints are mapped. */
  public static final int MAX_MAPPINGS = 64;

  /** At most this many features are set. */
  public static final int MAX_FEATURES = 32;

  /** The provider that reads {@link #endpoints()}. */
  public static final String PROVIDER_IMPORTED = "imported";

  /** The provider that reads the EndpointSlices of {@link #service()}. */
  public static final String PROVIDER_SERVICE = "service";

  /** Fills absent fields with their documented defaults; collections are copied. */
  public EtcdClusterSpec {
    provider = provider == null ? PROVIDER_IMPORTED : provider;
    endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
    endpointMap = endpointMap == null ? List.of() : List.copyOf(endpointMap);
    storageBackend = storageBackend == null ? StorageBackend.V3 : storageBackend;
    metrics = metrics == null ? MetricsSpec.defaults() : metrics;
    writeProbe = writeProbe == null ? WriteProbeSpec.defaults() : writeProbe;
    features = features == null ? List.of() : List.copyOf(features);
    thresholds = thresholds == null ? Thresholds.defaults() : thresholds;
    alerts = alerts == null ? AlertsSpec.defaults() : alerts;
    suspend = suspend == null ? false : suspend;
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder()
        .description(description)
        .provider(provider)
        .endpoints(endpoints)
        .service(service)
        .endpointMap(endpointMap)
        .storageBackend(storageBackend)
        .tls(tls)
        .auth(auth)
        .metrics(metrics)
        .writeProbe(writeProbe)
        .features(features)
        .thresholds(thresholds)
        .expected(expected)
        .alerts(alerts)
        .suspend(suspend);
  }

  /** Builds a {@link EtcdClusterSpec}; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private String description;
    private String provider;
    private List<String> endpoints;
    private ServiceRef service;
    private List<EndpointMapping> endpointMap;
    private StorageBackend storageBackend;
    private TlsSpec tls;
    private AuthSpec auth;
    private MetricsSpec metrics;
    private WriteProbeSpec writeProbe;
    private List<FeatureSpec> features;
    private Thresholds thresholds;
    private ExpectedSpec expected;
    private AlertsSpec alerts;
    private Boolean suspend;

    private Builder() {}

    public Builder description(String description) {
      this.description = description;
      return this;
    }

    public Builder provider(String provider) {
      this.provider = provider;
      return this;
    }

    public Builder endpoints(List<String> endpoints) {
      this.endpoints = endpoints;
      return this;
    }

    public Builder service(ServiceRef service) {
      this.service = service;
      return this;
    }

    public Builder endpointMap(List<EndpointMapping> endpointMap) {
      this.endpointMap = endpointMap;
      return this;
    }

    public Builder storageBackend(StorageBackend storageBackend) {
      this.storageBackend = storageBackend;
      return this;
    }

    public Builder tls(TlsSpec tls) {
      this.tls = tls;
      return this;
    }

    public Builder auth(AuthSpec auth) {
      this.auth = auth;
      return this;
    }

    public Builder metrics(MetricsSpec metrics) {
      this.metrics = metrics;
      return this;
    }

    public Builder writeProbe(WriteProbeSpec writeProbe) {
      this.writeProbe = writeProbe;
      return this;
    }

    public Builder features(List<FeatureSpec> features) {
      this.features = features;
      return this;
    }

    public Builder thresholds(Thresholds thresholds) {
      this.thresholds = thresholds;
      return this;
    }

    public Builder expected(ExpectedSpec expected) {
      this.expected = expected;
      return this;
    }

    public Builder alerts(AlertsSpec alerts) {
      this.alerts = alerts;
      return this;
    }

    public Builder suspend(Boolean suspend) {
      this.suspend = suspend;
      return this;
    }

    public EtcdClusterSpec build() {
      return new EtcdClusterSpec(
          description,
          provider,
          endpoints,
          service,
          endpointMap,
          storageBackend,
          tls,
          auth,
          metrics,
          writeProbe,
          features,
          thresholds,
          expected,
          alerts,
          suspend);
    }
  }
}

package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Whether the operator may write one key to see how long that takes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record WriteProbeSpec(
    @JsonPropertyDescription(
            "Write one key, under a lease, with every run of feature request, to measure how long "
                + "writes take. The only writes of the operator. Each is a revision more: let "
                + "compaction run. The key goes when this is switched off.")
        Boolean enabled,
    @JsonPropertyDescription(
            "The key. Nobody else may use it; with authentication on our user needs readwrite on "
                + "it.")
        @Size(min = 1, max = 512)
        String key) {
  /** Key when none is given. */
  public static final String DEFAULT_KEY = "/etcd-monitor/write-probe";

  /** What an absent {@code spec.writeProbe} means. */
  public static WriteProbeSpec defaults() {
    return new WriteProbeSpec(null, null);
  }

  /** Fills absent fields with their documented defaults. */
  public WriteProbeSpec {
    enabled = enabled == null ? false : enabled;
    key = key == null ? DEFAULT_KEY : key;
  }
}

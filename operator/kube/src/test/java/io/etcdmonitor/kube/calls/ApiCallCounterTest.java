package io.etcdmonitor.kube.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiCallCounterTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /apis/etcdmonitor.io/v1alpha1/etcdclusters?limit=1, list, etcdmonitor.io, etcdclusters",
    "GET, /apis/etcdmonitor.io/v1alpha1/etcdclusters?watch=true, watch, etcdmonitor.io, etcdclusters",
    "GET, /apis/etcdmonitor.io/v1alpha1/namespaces/a/etcdclusters, list, etcdmonitor.io, etcdclusters",
    "GET, /api/v1/namespaces/a/secrets/s, get, '', secrets",
    "GET, /api/v1/namespaces/a/secrets?fieldSelector=metadata.name%3Ds&watch=true, watch, '', secrets",
    "PATCH, /apis/etcdmonitor.io/v1alpha1/namespaces/a/etcdclusters/m/status?force=true, patch, etcdmonitor.io, etcdclusters/status",
    "PUT, /apis/coordination.k8s.io/v1/namespaces/a/leases/l, update, coordination.k8s.io, leases",
    "POST, /apis/events.k8s.io/v1/namespaces/a/events, create, events.k8s.io, events",
    "DELETE, /apis/etcdmonitor.io/v1alpha1/namespaces/a/etcdinspections/i, delete, etcdmonitor.io, etcdinspections",
    "GET, /version, get, '', /version",
  })
  void aRequestIsDescribedAsItsAuthorizationSeesIt(
      String method, String path, String verb, String group, String resource) {
    assertThat(ApiCallCounter.describe(method, URI.create("https://api" + path), "200"))
        .isEqualTo(new ApiCall(verb, group, resource, "200"));
  }
}

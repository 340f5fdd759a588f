package io.etcdmonitor.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.AuthSpec;
import io.etcdmonitor.api.v1alpha1.EndpointMapping;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.ServiceRef;
import io.etcdmonitor.api.v1alpha1.TlsSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.kube.lookup.KubeLookup;
import io.etcdmonitor.kube.lookup.LookupForbiddenException;
import io.etcdmonitor.kube.provider.ClusterProviders;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfiguratorTest {
  private static final ClusterKey KEY = new ClusterKey("ns", "main");
  private static final List<String> HTTPS = List.of("https://e:2379");

  private final ClusterConfigurator configurator = new ClusterConfigurator(ClusterProviders.load());
  private final Lookup lookup = new Lookup();

  /** What is wrong, the reason it is given, and a word that its sentence must hold. */
  static Stream<Arguments> bad() {
    return Stream.of(
        bad("no endpoint", b -> b, "NoEndpoints", "spec.endpoints"),
        bad(
            "a URL that is none",
            b -> b.endpoints(List.of("http://a:2379/x")),
            "EndpointInvalid",
            "client URL"),
        bad(
            "an unknown provider",
            b -> b.provider("consul"),
            "ProviderUnknown",
            "imported, service"),
        bad(
            "a Service that is not named",
            b -> b.provider("service"),
            "ServiceNotFound",
            "spec.service.name"),
        bad(
            "a missing Service",
            b -> b.provider("service").service(new ServiceRef("gone", null, null)),
            "ServiceNotFound",
            "ns/gone"),
        bad(
            "a Service without Pods",
            b -> b.provider("service").service(new ServiceRef("empty", null, null)),
            "ServiceWithoutEndpoints",
            "ns/empty"),
        bad(
            "a missing Secret",
            b -> b.endpoints(HTTPS).tls(new TlsSpec("gone", null, null)),
            "SecretNotFound",
            "ns/gone"),
        bad(
            "a Secret without TLS",
            b -> b.endpoints(HTTPS).tls(new TlsSpec("auth", null, null)),
            "SecretKeyMissing",
            "ca.crt"),
        bad(
            "a certificate without its key",
            b -> b.endpoints(HTTPS).tls(new TlsSpec("half", null, null)),
            "SecretKeyMissing",
            "tls.key"),
        bad(
            "a Secret that may not be read",
            b -> b.endpoints(HTTPS).tls(new TlsSpec("forbidden", null, null)),
            "SecretForbidden",
            "grant"),
        bad(
            "a missing auth Secret",
            b -> b.endpoints(HTTPS).auth(new AuthSpec("gone")),
            "SecretNotFound",
            "spec.auth"),
        bad(
            "a user without a password",
            b -> b.endpoints(HTTPS).auth(new AuthSpec("user-only")),
            "SecretKeyMissing",
            "password"),
        bad(
            "TLS to a plain URL",
            b -> b.endpoints(List.of("http://e:2379")).tls(new TlsSpec("ca", null, null)),
            "EndpointInvalid",
            "https"),
        bad(
            "a map of nonsense",
            b -> b.endpoints(HTTPS).endpointMap(List.of(new EndpointMapping("a b", "c"))),
            "EndpointInvalid",
            "endpoint map"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void badInputIsRefusedWithItsOwnReasonAndWhatToDo(
      String what, UnaryOperator<EtcdClusterSpec.Builder> change, String reason, String word) {
    ClusterConfiguration resolved = resolve(change, Map.of(), Optional.empty());
    assertThat(resolved.watched()).as(what).isEmpty();
    assertThat(resolved.problems())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.blocking()).isTrue();
          assertThat(p.reason()).isEqualTo(reason);
          assertThat(p.message()).contains(word).endsWith(".");
        });
  }

  @Test
  void bothNamesOfSecretKeysAreUnderstood() {
    for (String secret : List.of("full", "full-kstone")) {
      var tls =
          resolve(
                  b -> b.endpoints(HTTPS).tls(new TlsSpec(secret, "etcd.local", null)),
                  Map.of(),
                  Optional.empty())
              .watched()
              .orElseThrow()
              .connection()
              .tls()
              .orElseThrow();
      assertThat(tls.caPem()).contains("CA");
      assertThat(tls.certificatePem()).contains("CERT");
      assertThat(tls.keyPem()).contains("KEY");
      assertThat(tls.serverName()).contains("etcd.local");
      assertThat(tls.insecureSkipVerify()).isFalse();
    }
  }

  @Test
  void theSameCertificatesAreKeptOnceAndOthersAreTaken() {
    UnaryOperator<EtcdClusterSpec.Builder> full =
        b -> b.endpoints(HTTPS).tls(new TlsSpec("full", null, null));
    Optional<WatchedCluster> first = resolve(full, Map.of(), Optional.empty()).watched();
    WatchedCluster again = resolve(full, Map.of(), first).watched().orElseThrow();
    assertThat(again.connection()).isSameAs(first.orElseThrow().connection());
    WatchedCluster rotated =
        resolve(b -> b.endpoints(HTTPS).tls(new TlsSpec("renewed", null, null)), Map.of(), first)
            .watched()
            .orElseThrow();
    assertThat(rotated.connection().tls().orElseThrow().certificatePem()).contains("CERT 2");
  }

  @Test
  void aCaAloneIsEnough() {
    WatchedCluster w =
        resolve(
                b ->
                    b.endpoints(HTTPS)
                        .tls(new TlsSpec("ca", null, null))
                        .auth(new AuthSpec("auth")),
                Map.of(),
                Optional.empty())
            .watched()
            .orElseThrow();
    assertThat(w.connection().tls().orElseThrow().certificatePem()).isEmpty();
    assertThat(w.connection().credentials().orElseThrow().username()).isEqualTo("root");
    assertThat(w.thresholds()).isEqualTo(Thresholds.DEFAULTS);
  }

  @Test
  void anAnnotatedClusterOfKstoneIsWatched() {
    WatchedCluster w =
        resolve(
                b -> b,
                Map.of(
                    "importedAddr", "https://10.1.2.3:2379",
                    "certName", "ns/kstone",
                    "extClientURL", "a:2379->b:12379, c:2379->d:12379",
                    "featureGates", "monitor=true,backup=false,healthy=true"),
                Optional.empty())
            .watched()
            .orElseThrow();
    assertThat(w.connection().seeds()).containsExactly(Endpoint.parse("https://10.1.2.3:2379"));
    assertThat(w.connection().tls().orElseThrow().keyPem()).contains("KEY");
    assertThat(w.connection().credentials().orElseThrow().username()).isEqualTo("root");
    assertThat(w.connection().endpointMap())
        .containsEntry("a:2379", "b:12379")
        .containsEntry("c:2379", "d:12379");
  }

  @Test
  void theEndpointMapMayLeadToTls() {
    WatchedCluster w =
        resolve(
                b ->
                    b.endpoints(HTTPS)
                        .endpointMap(
                            List.of(
                                new EndpointMapping("http://a:2379", "https://b:2379"),
                                new EndpointMapping("http://c:2379", "http://d:2379"))),
                Map.of(),
                Optional.empty())
            .watched()
            .orElseThrow();
    assertThat(w.connection().endpointMap())
        .containsEntry("a:2379", "https://b:2379")
        .containsEntry("c:2379", "d:2379");
  }

  @Test
  void aSecretOfAnotherNamespaceIsRefused() {
    ClusterConfiguration resolved =
        resolve(b -> b.endpoints(HTTPS), Map.of("certName", "kube-system/etcd"), Optional.empty());
    assertThat(resolved.watched()).isEmpty();
    assertThat(resolved.problems())
        .extracting(ConfigurationProblem::reason)
        .containsExactly("SecretInOtherNamespace");
    assertThat(lookup.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ns/../../kube-system/secrets/etcd",
        "..",
        "ns/",
        "ns/a b",
        "a?x=y",
        "ns/a#b",
        "Upper",
        "ns/a/b"
      })
  void whatIsNoNameOfASecretNeverBecomesAPathOfTheApi(String text) {
    ClusterConfiguration resolved =
        resolve(b -> b.endpoints(HTTPS), Map.of("certName", text), Optional.empty());
    assertThat(resolved.watched()).isEmpty();
    assertThat(resolved.problems())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.reason()).isEqualTo("AnnotationInvalid");
          assertThat(p.message()).contains("certName").contains("name of a Secret");
          assertThat(p.blocking()).isTrue();
        });
    assertThat(lookup.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "importedAddr,http://a:1,16",
    "featureGates,alarm=true,32",
    "extClientURL,a:1->b:1,64"
  })
  void annotationsTakeNoMoreThanTypedFields(String annotation, String entry, int most) {
    String full = String.join(",", Collections.nCopies(most, entry));
    assertThat(annotated(annotation, full).problems()).isEmpty();
    ClusterConfiguration more = annotated(annotation, full + "," + entry);
    assertThat(more.watched()).isEmpty();
    assertThat(more.problems())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.reason()).isEqualTo("AnnotationInvalid");
          assertThat(p.message()).contains(annotation).contains("at most " + most);
        });
  }

  private ClusterConfiguration annotated(String annotation, String text) {
    return resolve(
        b -> annotation.equals("importedAddr") ? b : b.endpoints(List.of("http://e:2379")),
        Map.of(annotation, text),
        Optional.empty());
  }

  @Test
  void typedFieldsWinOverAnnotations() {
    WatchedCluster w =
        resolve(
                b -> b.endpoints(List.of("http://typed:2379")),
                Map.of("importedAddr", "http://annotated:2379"),
                Optional.empty())
            .watched()
            .orElseThrow();
    assertThat(w.connection().seeds()).extracting(Endpoint::host).containsExactly("typed");
  }

  @Test
  void aServiceGivesItsAddressesInAStableOrderThenTheFallback() {
    WatchedCluster w =
        resolve(
                b ->
                    b.provider("service")
                        .service(new ServiceRef("etcd", 2379, null))
                        .endpoints(List.of("http://fallback:2379")),
                Map.of(),
                Optional.empty())
            .watched()
            .orElseThrow();
    assertThat(w.connection().seeds())
        .extracting(Endpoint::host)
        .containsExactly("10.0.0.1", "10.0.0.2", "fallback");
  }

  @Test
  void withTlsAServicesPodsAreCalledByTheirNames() {
    WatchedCluster w =
        resolve(
                b ->
                    b.provider("service")
                        .service(new ServiceRef("etcd", 2379, null))
                        .tls(new TlsSpec("ca", null, null)),
                Map.of(),
                Optional.empty())
            .watched()
            .orElseThrow();
    assertThat(w.connection().seeds())
        .extracting(Endpoint::toString)
        .containsExactly("https://10.0.0.2:2379", "https://etcd-0.etcd.ns.svc:2379");
  }

  @Test
  void whenAllPodsAreGoneTheAddressesKnownBeforeAreStillProbed() {
    UnaryOperator<EtcdClusterSpec.Builder> service =
        b -> b.provider("service").service(new ServiceRef("etcd", 2379, null));
    Optional<WatchedCluster> before = resolve(service, Map.of(), Optional.empty()).watched();
    lookup.slices.clear();
    ClusterConfiguration now = resolve(service, Map.of(), before);
    assertThat(now.watched()).isEqualTo(before);
    assertThat(now.problems())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.reason()).isEqualTo("ServiceWithoutEndpoints");
          assertThat(p.blocking()).isFalse();
        });
  }

  @Test
  void whenPodsMoveItIsTheSameClusterAndAfterAnEditPerhapsNot() {
    UnaryOperator<EtcdClusterSpec.Builder> service =
        b -> b.provider("service").service(new ServiceRef("etcd", 2379, null));
    Optional<WatchedCluster> before = resolve(service, Map.of(), Optional.empty()).watched();
    lookup.slices.get(0).getEndpoints().remove(0);
    WatchedCluster moved = resolve(service, Map.of(), before).watched().orElseThrow();
    assertThat(moved).isNotEqualTo(before.orElseThrow());
    assertThat(moved.connection().onlyMoved(before.get().connection())).isTrue();

    WatchedCluster written =
        resolve(b -> b.endpoints(List.of("http://a:2379")), Map.of(), Optional.empty())
            .watched()
            .orElseThrow();
    WatchedCluster edited =
        resolve(b -> b.endpoints(List.of("http://b:2379")), Map.of(), Optional.of(written))
            .watched()
            .orElseThrow();
    assertThat(edited.connection().onlyMoved(written.connection())).isFalse();
    assertThat(edited.connection().onlyMoved(moved.connection())).isFalse();
  }

  @Test
  void nonsenseInAnAnnotationIsSaidAndTheRestHeeded() {
    ClusterConfiguration resolved =
        resolve(
            b -> b.endpoints(HTTPS),
            Map.of("featureGates", "healthy=maybe,alarm=true", "extClientURL", "a:1=b:2"),
            Optional.empty());
    assertThat(resolved.watched()).isPresent();
    assertThat(resolved.problems())
        .extracting(ConfigurationProblem::reason)
        .containsExactly("AnnotationInvalid", "AnnotationInvalid");
  }

  private ClusterConfiguration resolve(
      UnaryOperator<EtcdClusterSpec.Builder> change,
      Map<String, String> annotations,
      Optional<WatchedCluster> before) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("ns")
            .withName("main")
            .withAnnotations(annotations)
            .build());
    cluster.setSpec(change.apply(EtcdClusterSpec.builder()).build());
    return configurator.resolve(KEY, EffectiveSpec.of(cluster), annotations, lookup, before);
  }

  private static Arguments bad(
      String what, UnaryOperator<EtcdClusterSpec.Builder> change, String reason, String word) {
    return Arguments.of(what, change, reason, word);
  }

  /** A namespace with some Secrets and Services. */
  private static final class Lookup implements KubeLookup {
    private final Map<String, Map<String, String>> secrets =
        Map.of(
            "ca", Map.of("ca.crt", "CA"),
            "half", Map.of("ca.crt", "CA", "tls.crt", "CERT"),
            "full", Map.of("ca.crt", "CA", "tls.crt", "CERT", "tls.key", "KEY"),
            "renewed", Map.of("ca.crt", "CA", "tls.crt", "CERT 2", "tls.key", "KEY 2"),
            "full-kstone", Map.of("ca.pem", "CA", "client.pem", "CERT", "client-key.pem", "KEY"),
            "kstone",
                Map.of(
                    "ca.pem",
                    "CA",
                    "client.pem",
                    "CERT",
                    "client-key.pem",
                    "KEY",
                    "username",
                    "root",
                    "password",
                    "secret"),
            "auth", Map.of("username", "root", "password", "secret"),
            "user-only", Map.of("username", "root"));
    private final List<EndpointSlice> slices =
        new ArrayList<>(
            List.of(
                new EndpointSliceBuilder()
                    .withNewMetadata()
                    .withName("etcd-1")
                    .addToLabels("kubernetes.io/service-name", "etcd")
                    .endMetadata()
                    .addNewEndpoint()
                    .withAddresses("10.0.0.2")
                    .endEndpoint()
                    .addNewEndpoint()
                    .withAddresses("10.0.0.1")
                    .withHostname("etcd-0")
                    .endEndpoint()
                    .build()));
    private final List<String> asked = new ArrayList<>();

    @Override
    public <T extends HasMetadata> Optional<T> get(Class<T> type, String name) {
      asked.add(name);
      if (name.equals("forbidden")) {
        throw new LookupForbiddenException("no", null);
      }
      if (type == Secret.class) {
        return Optional.ofNullable(secrets.get(name)).map(data -> type.cast(secret(data)));
      }
      return name.equals("gone")
          ? Optional.empty()
          : Optional.of(type.cast(new ServiceBuilder().build()));
    }

    @Override
    public <T extends HasMetadata> List<T> list(Class<T> type, Map<String, String> labels) {
      return slices.stream()
          .filter(s -> s.getMetadata().getLabels().equals(labels))
          .map(type::cast)
          .toList();
    }

    private static Secret secret(Map<String, String> data) {
      Map<String, String> encoded = new HashMap<>();
      data.forEach((key, value) ->
          encoded.put(
              key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
      return new SecretBuilder().withData(encoded).build();
    }
  }
}

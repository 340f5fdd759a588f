package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.TlsSpec;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.kube.lookup.KubeLookup;
import io.etcdmonitor.kube.lookup.LookupForbiddenException;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads TLS material and credentials out of Secrets of the cluster's own namespace. */
final class SecretReader {
  private static final List<String> CA = List.of("ca.crt", "ca.pem");
  private static final List<String> CERTIFICATE = List.of("tls.crt", "client.pem");
  private static final List<String> KEY = List.of("tls.key", "client-key.pem");
  private static final String USERNAME = "username";
  private static final String PASSWORD = "password";

  private final ClusterKey key;
  private final KubeLookup lookup;

  SecretReader(ClusterKey key, KubeLookup lookup) {
    this.key = key;
    this.lookup = lookup;
  }

  /**
   * The TLS material that a spec asks for.
   *
   * @throws ProblemException when the Secret or a key of it is missing
   */
  TlsMaterial tls(TlsSpec spec) {
    Optional<String> ca = Optional.empty();
    Optional<String> certificate = Optional.empty();
    Optional<String> privateKey = Optional.empty();
    if (spec.secretName() != null) {
      Map<String, String> data = read(spec.secretName(), "spec.tls.secretName");
      ca = value(data, CA);
      certificate = value(data, CERTIFICATE);
      privateKey = value(data, KEY);
      checkTogether(spec.secretName(), ca, certificate, privateKey);
    }
    return new TlsMaterial(
        ca,
        certificate,
        privateKey,
        Optional.ofNullable(spec.serverName()),
        spec.insecureSkipVerify());
  }

  /**
   * User and password.
   *
   * @throws ProblemException when the Secret or a key of it is missing
   */
  Credentials credentials(String secret) {
    Map<String, String> data = read(secret, "spec.auth.secretName");
    return new Credentials(
        value(data, List.of(USERNAME)).orElseThrow(() -> missing(secret, USERNAME)),
        value(data, List.of(PASSWORD)).orElseThrow(() -> missing(secret, PASSWORD)));
  }

  /** User and password, where kstone's certificate Secret holds them too. */
  Optional<Credentials> credentialsBesideCertificate(String secret) {
    Map<String, String> data = read(secret, "annotation certName");
    Optional<String> username = value(data, List.of(USERNAME));
    Optional<String> password = value(data, List.of(PASSWORD));
    return username.isPresent() && password.isPresent()
        ? Optional.of(new Credentials(username.get(), password.get()))
        : Optional.empty();
  }

  private void checkTogether(
      String secret,
      Optional<String> ca,
      Optional<String> certificate,
      Optional<String> privateKey) {
    if (certificate.isPresent() && privateKey.isEmpty()) {
      throw missing(secret, String.join(" or ", KEY));
    }
    if (privateKey.isPresent() && certificate.isEmpty()) {
      throw missing(secret, String.join(" or ", CERTIFICATE));
    }
    if (ca.isEmpty() && certificate.isEmpty()) {
      throw missing(secret, String.join(" or ", CA));
    }
  }

  private Map<String, String> read(String name, String where) {
    try {
      Secret secret =
          lookup
              .get(Secret.class, name)
              .orElseThrow(() ->
                  new ProblemException(
                      Reasons.SECRET_NOT_FOUND,
                      "Secret %s/%s does not exist: create it, or correct %s."
                          .formatted(key.namespace(), name, where)));
      return secret.getData() == null ? Map.of() : secret.getData();
    } catch (LookupForbiddenException e) {
      throw new ProblemException(
          Reasons.SECRET_FORBIDDEN,
          ("The operator may not read Secret %s/%s: grant it get, list and watch on secrets in that"
                  + " namespace.")
              .formatted(key.namespace(), name));
    }
  }

  private ProblemException missing(String secret, String keys) {
    return new ProblemException(
        Reasons.SECRET_KEY_MISSING,
        "Secret %s/%s has no key %s, or it is empty: add it."
            .formatted(key.namespace(), secret, keys));
  }

  private static Optional<String> value(Map<String, String> data, List<String> keys) {
    return keys.stream()
        .map(data::get)
        .filter(text -> text != null && !text.isEmpty())
        .findFirst()
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
  }
}

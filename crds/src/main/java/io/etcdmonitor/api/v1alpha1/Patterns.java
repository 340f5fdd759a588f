package io.etcdmonitor.api.v1alpha1;

/**
 * The regular expressions of the API (RE2, as the API server reads them). Each matches the whole
 * value.
 */
public final class Patterns {
  /** A host name, an IPv4 address or a bare IPv6 address. */
  public static final String HOST = "^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+)$";

  /** {@code http(s)://host[:port]}; an IPv6 address stands in brackets. */
  public static final String CLIENT_URL =
      "^https?://([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])"
          + "(:[0-9]{1,5})?$";

  /** {@code [http(s)://]host[:port]}. */
  public static final String ADDRESS =
      "^(https?://)?([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])"
          + "(:[0-9]{1,5})?$";

  /** RFC 1123 label: names of providers, features, Services, channels. */
  public static final String DNS_LABEL = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";

  /** RFC 1123 subdomain: names of Secrets and of our own objects. */
  public static final String DNS_SUBDOMAIN = "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$";

  /** Characters of {@link #DNS_SUBDOMAIN}, at most. */
  public static final int MAX_DNS_SUBDOMAIN = 253;

  /** A 64-bit member or cluster ID. */
  public static final String HEX_ID = "^[0-9a-f]{1,16}$";

  /** An absolute URL path. */
  public static final String PATH = "^/[A-Za-z0-9._~/-]*$";

  /** {@code major.minor[.patch[-suffix]]}. */
  public static final String VERSION =
      "^[0-9]{1,3}\\.[0-9]{1,3}(\\.[0-9]{1,3}(-[0-9A-Za-z.-]+)?)?$";

  /** A label name as Prometheus and Alertmanager accept it. */
  public static final String LABEL_NAME = "^[A-Za-z_][A-Za-z0-9_]*$";

  /** The name of a setting of a feature. */
  public static final String SETTING_NAME = "^[A-Za-z][A-Za-z0-9._-]*$";

  /** The CamelCase name of an alert rule. */
  public static final String RULE_NAME = "^[A-Za-z][A-Za-z0-9]*$";

  private Patterns() {}
}

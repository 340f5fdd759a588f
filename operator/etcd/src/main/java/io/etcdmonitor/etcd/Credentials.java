package io.etcdmonitor.etcd;

/**
 * An etcd user and its password.
 *
 * @param username etcd user name
 * @param password never printed
 */
public record Credentials(String username, String password) {
  @Override
  public String toString() {
    return "Credentials[username=" + username + "]";
  }
}

package io.etcdmonitor.toolkit.output;

import io.etcdmonitor.toolkit.ops.Auth;
import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.ops.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Answers about users and roles. */
public final class AuthAnswers {
  private static final String OPEN = "<open ended>";

  private AuthAnswers() {}

  /** A change that has only a sentence to tell. */
  public static Answer changed(String sentence, Header header, Style style) {
    return Answer.of(List.of(sentence), Parts.under(header), Parts.headerFields(header, style));
  }

  /** {@code auth status}. */
  public static Answer status(Auth.Status status) {
    return Answer.withoutFields(
        List.of("Authentication Status: " + status.enabled(), "AuthRevision: " + status.revision()),
        Parts.under(status.header())
            .unlessEmpty("enabled", status.enabled())
            .unlessEmpty("authRevision", status.revision()));
  }

  /** {@code user list}. */
  public static Answer users(Auth.Names users) {
    return Answer.withoutFields(
        users.names(), Parts.under(users.header()).unlessEmpty("users", users.names()));
  }

  /** {@code user get}. */
  public static Answer user(String name, Auth.Names roles) {
    String line = "Roles:" + roles.names().stream().map(r -> " " + r).collect(Collectors.joining());
    return Answer.withoutFields(
        List.of("User: " + name, line),
        Parts.under(roles.header()).unlessEmpty("roles", roles.names()));
  }

  /** {@code role list}. */
  public static Answer roles(Auth.Names roles, Style style) {
    List<String> fields = new ArrayList<>(Parts.headerFields(roles.header(), style));
    fields.add(
        "\"Roles\" :"
            + roles.names().stream().map(r -> " " + Go.quoted(r)).collect(Collectors.joining()));
    return Answer.of(
        roles.names(), Parts.under(roles.header()).unlessEmpty("roles", roles.names()), fields);
  }

  /** {@code role get}. */
  public static Answer role(Auth.Role role, Style style) {
    List<String> fields = new ArrayList<>(Parts.headerFields(role.header(), style));
    List<Parts.Document> documents = new ArrayList<>();
    for (Auth.Permission permission : role.permissions()) {
      fields.add("\"PermType\" :  " + permission.type());
      fields.add(Parts.field("Key", Go.quoted(permission.keys().key())));
      fields.add(Parts.field("RangeEnd", Go.quoted(permission.keys().end())));
      int type =
          switch (permission.type()) {
            case READ -> 0;
            case WRITE -> 1;
            case READWRITE -> 2;
          };
      documents.add(
          Parts.document()
              .unlessEmpty("permType", type)
              .unlessEmpty("key", Parts.base64(permission.keys().key()))
              .unlessEmpty("range_end", Parts.base64(permission.keys().end())));
    }
    return Answer.of(
        simple(role), Parts.under(role.header()).unlessEmpty("perm", documents), fields);
  }

  private static List<String> simple(Auth.Role role) {
    List<String> lines = new ArrayList<>();
    lines.add("Role " + role.name());
    boolean root = role.name().equals("root") && role.permissions().isEmpty();
    lines.add("KV Read:");
    permissions(lines, role, Auth.PermissionType.READ, root);
    lines.add("KV Write:");
    permissions(lines, role, Auth.PermissionType.WRITE, root);
    return lines;
  }

  private static void permissions(
      List<String> lines, Auth.Role role, Auth.PermissionType type, boolean root) {
    if (root) {
      lines.add("\t[, " + OPEN);
    }
    for (Auth.Permission permission : role.permissions()) {
      if (permission.type() == type || permission.type() == Auth.PermissionType.READWRITE) {
        lines.add("\t" + permission(permission.keys()));
      }
    }
  }

  private static String permission(Keys keys) {
    String key = Parts.text(keys.key());
    if (keys.single()) {
      return key;
    }
    boolean prefix = !keys.key().isEmpty() && Keys.prefix(keys.key()).equals(keys);
    return range(keys) + (prefix ? " (prefix " + key + ")" : "");
  }

  private static String range(Keys keys) {
    boolean open = keys.end().equals(Keys.ALL.end());
    return "[" + Parts.text(keys.key()) + ", " + (open ? OPEN : Parts.text(keys.end()) + ")");
  }

  /** {@code role revoke-permission}. */
  public static Answer revoked(String role, Keys keys, Header header, Style style) {
    return changed(
        keys.single()
            ? "Permission of key " + Parts.text(keys.key()) + " is revoked from role " + role
            : "Permission of range " + range(keys) + " is revoked from role " + role,
        header,
        style);
  }
}

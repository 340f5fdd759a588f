package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.Auth;
import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.output.AuthAnswers;
import java.util.List;
import java.util.Locale;

/** auth, user and role ... */
final class AuthCommands {
  private AuthCommands() {}

  static List<Leaf> auth(CtlHost host) {
    return List.of(
        Leaf.of(
            host,
            "status",
            "",
            "Whether authentication is on.",
            ctl -> ctl.print(AuthAnswers.status(ctl.ops().auth().status()))),
        Leaf.of(
            host,
            "enable",
            "",
            "Turns authentication on; needs a user root with the role root.",
            ctl -> {
              ctl.confirm(List.of("every client must sign in from then on"));
              ctl.ops().auth().enable();
              ctl.say("Authentication Enabled");
            }),
        Leaf.of(
            host,
            "disable",
            "",
            "Turns authentication off.",
            ctl -> {
              ctl.confirm(List.of("everybody who can connect may do everything from then on"));
              ctl.ops().auth().disable();
              ctl.say("Authentication Disabled");
            }));
  }

  static List<Leaf> users(CtlHost host) {
    return List.of(
        Leaf.of(host, "add", "NAME[:PASSWORD]", "Adds a user.", AuthCommands::userAdd)
            .option("--new-user-password", "PASSWORD", "Its password.")
            .option("--interactive", "true|false", "false reads the password from standard input.")
            .flag("--no-password", "It signs in by certificate only."),
        Leaf.of(host, "delete", "NAME", "Deletes a user.", AuthCommands::userDelete),
        Leaf.of(host, "get", "NAME", "A user's roles.", AuthCommands::userGet)
            .flag("--detail", "Show the rights of its roles."),
        Leaf.of(
            host,
            "list",
            "",
            "All users.",
            ctl -> ctl.print(AuthAnswers.users(ctl.ops().auth().users()))),
        Leaf.of(host, "passwd", "NAME", "Changes a password.", AuthCommands::userPassword)
            .option("--interactive", "true|false", "false reads the password from standard input."),
        Leaf.of(host, "grant-role", "USER ROLE", "Gives a user a role.", AuthCommands::grantRole),
        Leaf.of(
            host,
            "revoke-role",
            "USER ROLE",
            "Takes a role from a user.",
            AuthCommands::revokeRole));
  }

  private static String name(Ctl ctl, String what) {
    return ctl.args(1, what + " requires a name as its argument").get(0);
  }

  private static void changed(Ctl ctl, String sentence, Header header) {
    ctl.print(AuthAnswers.changed(sentence, header, ctl.style()));
  }

  private static void userAdd(Ctl ctl) {
    String given = name(ctl, "user add");
    int colon = given.indexOf(':');
    String name = colon < 0 ? given : given.substring(0, colon);
    Header header;
    if (ctl.has("--no-password")) {
      header = ctl.ops().auth().userAddWithoutPassword(name);
    } else {
      String password =
          ctl.text("--new-user-password")
              .orElseGet(() -> colon < 0 ? password(ctl, name) : given.substring(colon + 1));
      header = ctl.ops().auth().userAdd(name, password);
    }
    changed(ctl, "User " + name + " created", header);
  }

  private static String password(Ctl ctl, String name) {
    if (ctl.text("--interactive").map(Boolean::parseBoolean).orElse(true)) {
      String first = ctl.secret("Password of " + name + ": ");
      if (!first.equals(ctl.secret("Type password of " + name + " again for confirmation: "))) {
        throw CtlException.badArgs("given passwords are different");
      }
      return first;
    }
    String line = ctl.line();
    if (line == null || line.isEmpty()) {
      throw CtlException.badArgs("the password is empty");
    }
    return line;
  }

  private static void userDelete(Ctl ctl) {
    String name = name(ctl, "user delete");
    ctl.confirm(List.of("deletes the user " + name));
    changed(ctl, "User " + name + " deleted", ctl.ops().auth().userDelete(name));
  }

  private static void userGet(Ctl ctl) {
    String name = name(ctl, "user get");
    Auth.Names roles = ctl.ops().auth().user(name);
    if (!ctl.has("--detail")) {
      ctl.print(AuthAnswers.user(name, roles));
      return;
    }
    ctl.say("User: " + name);
    for (String role : roles.names()) {
      ctl.say("");
      ctl.print(AuthAnswers.role(ctl.ops().auth().role(role), ctl.style()));
    }
  }

  private static void userPassword(Ctl ctl) {
    String name = name(ctl, "user passwd");
    changed(ctl, "Password updated", ctl.ops().auth().userPassword(name, password(ctl, name)));
  }

  private static void grantRole(Ctl ctl) {
    List<String> args = ctl.args(2, "user grant-role requires a user name and a role name");
    changed(
        ctl,
        "Role " + args.get(1) + " is granted to user " + args.get(0),
        ctl.ops().auth().userGrantRole(args.get(0), args.get(1)));
  }

  private static void revokeRole(Ctl ctl) {
    List<String> args = ctl.args(2, "user revoke-role requires a user name and a role name");
    changed(
        ctl,
        "Role " + args.get(1) + " is revoked from user " + args.get(0),
        ctl.ops().auth().userRevokeRole(args.get(0), args.get(1)));
  }

  static List<Leaf> roles(CtlHost host) {
    return List.of(
        Leaf.of(
            host,
            "add",
            "NAME",
            "Adds a role.",
            ctl -> {
              String name = name(ctl, "role add");
              changed(ctl, "Role " + name + " created", ctl.ops().auth().roleAdd(name));
            }),
        Leaf.of(
            host,
            "delete",
            "NAME",
            "Deletes a role.",
            ctl -> {
              String name = name(ctl, "role delete");
              ctl.confirm(List.of("users who have the role " + name + " lose its rights"));
              changed(ctl, "Role " + name + " deleted", ctl.ops().auth().roleDelete(name));
            }),
        Leaf.of(
            host,
            "get",
            "NAME",
            "A role's rights.",
            ctl ->
                ctl.print(
                    AuthAnswers.role(ctl.ops().auth().role(name(ctl, "role get")), ctl.style()))),
        Leaf.of(
            host,
            "list",
            "",
            "All roles.",
            ctl -> ctl.print(AuthAnswers.roles(ctl.ops().auth().roles(), ctl.style()))),
        Leaf.of(
                host,
                "grant-permission",
                "ROLE read|write|readwrite KEY [END]",
                "Gives a role a right.",
                AuthCommands::grant)
            .flag("--prefix", "For all keys that begin so.")
            .flag("--from-key", "For all keys from this one on."),
        Leaf.of(
                host,
                "revoke-permission",
                "ROLE KEY [END]",
                "Takes a right from a role.",
                AuthCommands::revoke)
            .flag("--prefix", "For all keys that begin so.")
            .flag("--from-key", "For all keys from this one on."));
  }

  private static Keys keys(Ctl ctl, List<String> args) {
    if (args.isEmpty() || args.size() > 2) {
      throw CtlException.badArgs("a key is needed, and an optional end of a range");
    }
    if (args.size() == 2) {
      return Keys.range(args.get(0), args.get(1));
    }
    return ctl.has("--prefix")
        ? Keys.prefix(args.get(0))
        : ctl.has("--from-key") ? Keys.from(args.get(0)) : Keys.of(args.get(0));
  }

  private static void grant(Ctl ctl) {
    List<String> args = ctl.args();
    if (args.size() < 3) {
      throw CtlException.badArgs(
          "role grant-permission command requires role name, permission type, and key [endkey] as its argument");
    }
    Auth.PermissionType type;
    try {
      type = Auth.PermissionType.valueOf(args.get(1).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw CtlException.badArgs("invalid permission type: " + args.get(1));
    }
    Header header =
        ctl.ops()
            .auth()
            .roleGrant(
                args.get(0), new Auth.Permission(type, keys(ctl, args.subList(2, args.size()))));
    changed(ctl, "Role " + args.get(0) + " updated", header);
  }

  private static void revoke(Ctl ctl) {
    List<String> args = ctl.args();
    if (args.size() < 2) {
      throw CtlException.badArgs(
          "role revoke-permission command requires role name and key [endkey] as its argument");
    }
    Keys keys = keys(ctl, args.subList(1, args.size()));
    ctl.print(
        AuthAnswers.revoked(
            args.get(0), keys, ctl.ops().auth().roleRevoke(args.get(0), keys), ctl.style()));
  }
}

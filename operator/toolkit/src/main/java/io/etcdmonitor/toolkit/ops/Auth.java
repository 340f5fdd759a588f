package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.etcd.jetcd.api.AuthDisableRequest;
import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleDeleteRequest;
import io.etcd.jetcd.api.AuthRoleGetRequest;
import io.etcd.jetcd.api.AuthRoleGetResponse;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthRoleListRequest;
import io.etcd.jetcd.api.AuthRoleListResponse;
import io.etcd.jetcd.api.AuthRoleRevokePermissionRequest;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserChangePasswordRequest;
import io.etcd.jetcd.api.AuthUserDeleteRequest;
import io.etcd.jetcd.api.AuthUserGetRequest;
import io.etcd.jetcd.api.AuthUserGetResponse;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.AuthUserListRequest;
import io.etcd.jetcd.api.AuthUserListResponse;
import io.etcd.jetcd.api.AuthUserRevokeRoleRequest;
import io.grpc.MethodDescriptor;
import java.util.List;

/** Users, roles, and whether etcd asks for them. */
public final class Auth {
  private static final MethodDescriptor<Empty, Empty> STATUS =
      Wire.method("etcdserverpb.Auth/AuthStatus");
  private static final int USER_OPTIONS = 3;
  private static final int NO_PASSWORD = 1;

  private final Calls calls;

  Auth(Calls calls) {
    this.calls = calls;
  }

  /** Whether authentication is on; etcd 3.5 and later. */
  public record Status(Header header, boolean enabled, long revision) {}

  /** Names of users, of roles, or of a user's roles. */
  public record Names(Header header, List<String> names) {}

  /** What a role allows; the order is the protocol's. */
  public enum PermissionType {
    READ,
    WRITE,
    READWRITE
  }

  /** One right of a role. */
  public record Permission(PermissionType type, Keys keys) {}

  /** A role's rights. */
  public record Role(Header header, String name, List<Permission> permissions) {}

  public Status status() {
    Empty answer = calls.read(STATUS, Empty.getDefaultInstance());
    return new Status(Wire.header(answer), Wire.number(answer, 2) != 0, Wire.number(answer, 3));
  }

  /** Turns authentication on; needs a user root with the role root. */
  public Header enable() {
    return Messages.header(
        calls
            .write(AuthGrpc.getAuthEnableMethod(), AuthEnableRequest.getDefaultInstance())
            .getHeader());
  }

  public Header disable() {
    return Messages.header(
        calls
            .write(AuthGrpc.getAuthDisableMethod(), AuthDisableRequest.getDefaultInstance())
            .getHeader());
  }

  public Header userAdd(String name, String password) {
    return Messages.header(
        calls
            .write(
                AuthGrpc.getUserAddMethod(),
                AuthUserAddRequest.newBuilder().setName(name).setPassword(password).build())
            .getHeader());
  }

  /** A user that signs in with a certificate whose common name is its name. */
  public Header userAddWithoutPassword(String name) {
    return Messages.header(
        calls
            .write(
                AuthGrpc.getUserAddMethod(),
                AuthUserAddRequest.newBuilder()
                    .setName(name)
                    .setUnknownFields(
                        Wire.bytes(USER_OPTIONS, Wire.number(NO_PASSWORD, 1).toByteString()))
                    .build())
            .getHeader());
  }

  public Names user(String name) {
    AuthUserGetResponse answer =
        calls.read(
            AuthGrpc.getUserGetMethod(), AuthUserGetRequest.newBuilder().setName(name).build());
    return new Names(Messages.header(answer.getHeader()), answer.getRolesList());
  }

  public Names users() {
    AuthUserListResponse answer =
        calls.read(AuthGrpc.getUserListMethod(), AuthUserListRequest.getDefaultInstance());
    return new Names(Messages.header(answer.getHeader()), answer.getUsersList());
  }

  public Header userDelete(String name) {
    return Messages.header(
        calls
            .write(
                AuthGrpc.getUserDeleteMethod(),
                AuthUserDeleteRequest.newBuilder().setName(name).build())
            .getHeader());
  }

  public Header userPassword(String name, String password) {
    return Messages.header(
        calls
            .write(
                AuthGrpc.getUserChangePasswordMethod(),
                AuthUserChangePasswordRequest.newBuilder()
                    .setName(name)
                    .setPassword(password)
                    .build())
            .getHeader());
  }

  public Header userGrantRole(String user, String role) {
    return Messages.header(
        calls
            .write(
                AuthGrpc.getUserGrantRoleMethod(),
                AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build())
            .getHeader());
  }

  public Header userRevokeRole(String user, String role) {
    return Messages.header(
        calls
            .write(
                AuthGrpc.getUserRevokeRoleMethod(),
                AuthUserRevokeRoleRequest.newBuilder().setName(user).setRole(role).build())
            .getHeader());
  }

  public Header roleAdd(String name) {
    return Messages.header(
        calls
            .write(
                AuthGrpc.getRoleAddMethod(), AuthRoleAddRequest.newBuilder().setName(name).build())
            .getHeader());
  }

  public Role role(String name) {
    AuthRoleGetResponse answer =
        calls.read(
            AuthGrpc.getRoleGetMethod(), AuthRoleGetRequest.newBuilder().setRole(name).build());
    return new Role(
        Messages.header(answer.getHeader()),
        name,
        answer.getPermList().stream().map(Auth::permission).toList());
  }

  private static Permission permission(io.etcd.jetcd.api.Permission permission) {
    return new Permission(
        PermissionType.valueOf(permission.getPermType().name()),
        new Keys(permission.getKey(), permission.getRangeEnd()));
  }

  public Names roles() {
    AuthRoleListResponse answer =
        calls.read(AuthGrpc.getRoleListMethod(), AuthRoleListRequest.getDefaultInstance());
    return new Names(Messages.header(answer.getHeader()), answer.getRolesList());
  }

  public Header roleDelete(String name) {
    return Messages.header(
        calls
            .write(
                AuthGrpc.getRoleDeleteMethod(),
                AuthRoleDeleteRequest.newBuilder().setRole(name).build())
            .getHeader());
  }

  public Header roleGrant(String role, Permission permission) {
    return Messages.header(
        calls
            .write(
                AuthGrpc.getRoleGrantPermissionMethod(),
                AuthRoleGrantPermissionRequest.newBuilder()
                    .setName(role)
                    .setPerm(
                        io.etcd.jetcd.api.Permission.newBuilder()
                            .setPermType(
                                io.etcd.jetcd.api.Permission.Type.valueOf(permission.type().name()))
                            .setKey(permission.keys().key())
                            .setRangeEnd(permission.keys().end()))
                    .build())
            .getHeader());
  }

  public Header roleRevoke(String role, Keys keys) {
    ByteString end = keys.end();
    return Messages.header(
        calls
            .write(
                AuthGrpc.getRoleRevokePermissionMethod(),
                AuthRoleRevokePermissionRequest.newBuilder()
                    .setRole(role)
                    .setKey(keys.key())
                    .setRangeEnd(end)
                    .build())
            .getHeader());
  }
}

package io.etcdmonitor.etcd.testing;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AuthDisableRequest;
import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserChangePasswordRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberPromoteRequest;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.Permission;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.grpc.StatusRuntimeException;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Blocking calls to one member, writes included: what a test needs to arrange a cluster. Every call
 * has a deadline; etcd's own words are in the {@link StatusRuntimeException}. Independent of the
 * client under test.
 */
public final class EtcdAdmin extends EtcdCalls {
  /** The alarm type that jetcd's enum lacks. */
  public static final int CORRUPT = 2;

  /** The alarm type raised at the quota. */
  public static final int NOSPACE = 1;

  EtcdAdmin(
      Endpoint endpoint,
      Optional<SslContext> tls,
      Duration deadline,
      BiFunction<EtcdCalls, Credentials, String> elsewhere) {
    super(endpoint, tls, deadline, elsewhere);
  }

  public StatusResponse status() {
    return call(
        MaintenanceGrpc.newBlockingStub(channel),
        s -> s.status(StatusRequest.getDefaultInstance()));
  }

  /** Writes a key; the revision. */
  public long put(String key, String value) {
    return put(key, ByteString.copyFromUtf8(value));
  }

  public long put(String key, ByteString value) {
    PutRequest request =
        PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(value).build();
    return call(KVGrpc.newBlockingStub(channel), s -> s.put(request)).getHeader().getRevision();
  }

  /** The value of a key read through quorum; empty when there is no such key. */
  public Optional<String> get(String key) {
    return get(key, false);
  }

  public Optional<String> get(String key, boolean serializable) {
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setSerializable(serializable)
            .build();
    RangeResponse response = call(KVGrpc.newBlockingStub(channel), s -> s.range(request));
    return response.getKvsList().stream().findFirst().map(kv -> kv.getValue().toStringUtf8());
  }

  public void delete(String key) {
    DeleteRangeRequest request =
        DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    call(KVGrpc.newBlockingStub(channel), s -> s.deleteRange(request));
  }

  /** Deletes every key with the prefix. */
  public void deletePrefix(String prefix) {
    ByteString start = ByteString.copyFromUtf8(prefix);
    byte[] end = start.toByteArray();
    end[end.length - 1]++;
    DeleteRangeRequest request =
        DeleteRangeRequest.newBuilder().setKey(start).setRangeEnd(ByteString.copyFrom(end)).build();
    call(KVGrpc.newBlockingStub(channel), s -> s.deleteRange(request));
  }

  /** Compacts and waits until the history is gone from the backend. */
  public void compact(long revision) {
    CompactionRequest request =
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
    call(KVGrpc.newBlockingStub(channel), s -> s.compact(request));
  }

  public void defragment() {
    call(
        MaintenanceGrpc.newBlockingStub(channel),
        s -> s.defragment(DefragmentRequest.getDefaultInstance()));
  }

  public HashKVResponse hashKv(long revision) {
    HashKVRequest request = HashKVRequest.newBuilder().setRevision(revision).build();
    return call(MaintenanceGrpc.newBlockingStub(channel), s -> s.hashKV(request));
  }

  public List<AlarmMember> alarms() {
    return alarm(AlarmRequest.AlarmAction.GET, 0, 0);
  }

  /** Raises an alarm of {@link #NOSPACE} or {@link #CORRUPT}; member 0 is the whole cluster. */
  public void activateAlarm(long memberId, int type) {
    alarm(AlarmRequest.AlarmAction.ACTIVATE, memberId, type);
  }

  public void disarmAlarm(long memberId, int type) {
    alarm(AlarmRequest.AlarmAction.DEACTIVATE, memberId, type);
  }

  private List<AlarmMember> alarm(AlarmRequest.AlarmAction action, long memberId, int type) {
    AlarmRequest request =
        AlarmRequest.newBuilder()
            .setAction(action)
            .setMemberID(memberId)
            .setAlarmValue(type)
            .build();
    return call(MaintenanceGrpc.newBlockingStub(channel), s -> s.alarm(request)).getAlarmsList();
  }

  public List<Member> members() {
    return call(
            ClusterGrpc.newBlockingStub(channel),
            s -> s.memberList(MemberListRequest.getDefaultInstance()))
        .getMembersList();
  }

  /** Adds a member without starting it; its ID. */
  public long addMember(String peerUrl, boolean learner) {
    MemberAddRequest request =
        MemberAddRequest.newBuilder().addPeerURLs(peerUrl).setIsLearner(learner).build();
    return call(ClusterGrpc.newBlockingStub(channel), s -> s.memberAdd(request))
        .getMember()
        .getID();
  }

  public void removeMember(long id) {
    MemberRemoveRequest request = MemberRemoveRequest.newBuilder().setID(id).build();
    call(ClusterGrpc.newBlockingStub(channel), s -> s.memberRemove(request));
  }

  public void promoteMember(long id) {
    MemberPromoteRequest request = MemberPromoteRequest.newBuilder().setID(id).build();
    call(ClusterGrpc.newBlockingStub(channel), s -> s.memberPromote(request));
  }

  /** Only the leader accepts this. */
  public void moveLeader(long targetId) {
    MoveLeaderRequest request = MoveLeaderRequest.newBuilder().setTargetID(targetId).build();
    call(MaintenanceGrpc.newBlockingStub(channel), s -> s.moveLeader(request));
  }

  /** A lease's ID. */
  public long grantLease(long ttlSeconds) {
    LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(ttlSeconds).build();
    return call(LeaseGrpc.newBlockingStub(channel), s -> s.leaseGrant(request)).getID();
  }

  /** Puts many small keys, {@code from} to {@code to - 1}, in one transaction (128 at most). */
  public void putRange(String prefix, int from, int to, String value) {
    TxnRequest.Builder all = TxnRequest.newBuilder();
    for (int i = from; i < to; i++) {
      PutRequest put =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8(prefix + i))
              .setValue(ByteString.copyFromUtf8(value))
              .build();
      all.addSuccess(RequestOp.newBuilder().setRequestPut(put));
    }
    call(KVGrpc.newBlockingStub(channel), s -> s.txn(all.build()));
  }

  /** Adds a user, without roles. */
  public void addUser(String name, String password) {
    AuthUserAddRequest request =
        AuthUserAddRequest.newBuilder().setName(name).setPassword(password).build();
    call(AuthGrpc.newBlockingStub(channel), s -> s.userAdd(request));
  }

  public void changePassword(String name, String password) {
    AuthUserChangePasswordRequest request =
        AuthUserChangePasswordRequest.newBuilder().setName(name).setPassword(password).build();
    call(AuthGrpc.newBlockingStub(channel), s -> s.userChangePassword(request));
  }

  /** Adds a role; one that exists is left as it is. */
  public void addRole(String name) {
    try {
      AuthRoleAddRequest request = AuthRoleAddRequest.newBuilder().setName(name).build();
      call(AuthGrpc.newBlockingStub(channel), s -> s.roleAdd(request));
    } catch (StatusRuntimeException e) {
      if (!String.valueOf(e.getMessage()).contains("already exists")) {
        throw e;
      }
    }
  }

  /** Lets a role read and write the keys of a prefix. */
  public void grantPrefix(String role, String prefix) {
    ByteString start = ByteString.copyFromUtf8(prefix);
    byte[] end = start.toByteArray();
    end[end.length - 1]++;
    AuthRoleGrantPermissionRequest request =
        AuthRoleGrantPermissionRequest.newBuilder()
            .setName(role)
            .setPerm(
                Permission.newBuilder()
                    .setPermType(Permission.Type.READWRITE)
                    .setKey(start)
                    .setRangeEnd(ByteString.copyFrom(end)))
            .build();
    call(AuthGrpc.newBlockingStub(channel), s -> s.roleGrantPermission(request));
  }

  public void grantRole(String user, String role) {
    AuthUserGrantRoleRequest request =
        AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build();
    call(AuthGrpc.newBlockingStub(channel), s -> s.userGrantRole(request));
  }

  public void enableAuth() {
    call(
        AuthGrpc.newBlockingStub(channel),
        s -> s.authEnable(AuthEnableRequest.getDefaultInstance()));
  }

  public void disableAuth() {
    call(
        AuthGrpc.newBlockingStub(channel),
        s -> s.authDisable(AuthDisableRequest.getDefaultInstance()));
  }
}

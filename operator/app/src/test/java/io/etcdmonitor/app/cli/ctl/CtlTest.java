package io.etcdmonitor.app.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.toolkit.ops.Members;
import java.util.List;
import org.junit.jupiter.api.Test;

class CtlTest {
  private static Members.Member member(long id, String name) {
    return new Members.Member(id, name, List.of(), List.of(), false);
  }

  @Test
  void anIdOfAMemberGoesBeforeANameAndANameBeforeAnotherId() {
    List<Members.Member> members = List.of(member(0xdb1, "a"), member(7, "db1"), member(8, "db2"));
    assertThat(Ctl.member("db1", members)).isEqualTo(0xdb1);
    assertThat(Ctl.member("db2", members)).isEqualTo(8);
    assertThat(Ctl.member("db3", members)).as("etcd says that there is none").isEqualTo(0xdb3);
  }

  /** etcd takes the same name, such as default, from any number of members. */
  @Test
  void aNameOfSeveralMembersIsNoneOfThem() {
    List<Members.Member> members = List.of(member(0x1a, "default"), member(0x2b, "default"));
    assertThatThrownBy(() -> Ctl.member("default", members))
        .isInstanceOf(CtlException.class)
        .hasMessageContaining("1a, 2b");
    assertThat(Ctl.member("2b", members)).isEqualTo(0x2b);
  }

  @Test
  void noNameIsNotThatOfTheMemberThatNeverStarted() {
    assertThatThrownBy(() -> Ctl.member("", List.of(member(1, ""), member(2, "b"))))
        .isInstanceOf(CtlException.class)
        .hasMessageContaining("'' is no ID and no member's name");
  }
}

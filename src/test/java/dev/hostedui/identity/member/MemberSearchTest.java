package dev.hostedui.identity.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.UserId;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import org.junit.jupiter.api.Test;

class MemberSearchTest {

  @Test
  void a_text_has_a_row_for_each_three_letters_and_for_the_beginnings_of_words() {
    assertThat(MemberSearch.gramsOf("ab cde"))
        .containsExactlyInAnyOrder("ab ", "b c", " cd", "cde", "a", "ab", "c", "cd");
    assertThat(MemberSearch.gramsOf("")).isEmpty();
    assertThat(MemberSearch.gramsOf("😀😀😀")).containsExactly("😀😀😀");
  }

  @Test
  void what_is_searched_is_the_folded_address_and_name() {
    var user =
        new User(
            new UserId("usr_000000000000000000"),
            new EmailAddress("jose@x.example"),
            true,
            "José",
            "D'Ávila");
    assertThat(MemberSearch.textOf(user)).isEqualTo("jose@x.example jose d'avila");
  }

  @Test
  void a_search_is_folded_like_the_text_and_cut_at_a_hundred() {
    assertThat(MemberSearch.prepare("  JOSÉ ").folded()).isEqualTo("jose");
    assertThat(MemberSearch.prepare(" \u200B ").grams()).isEmpty();
    assertThat(MemberSearch.prepare("a").grams()).containsExactly("a");
    assertThat(MemberSearch.prepare("ﬁ").grams()).containsExactly("fi");
    assertThat(MemberSearch.prepare("abcd").grams()).containsExactly("abc", "bcd");
    assertThat(MemberSearch.prepare("aaaaaa").grams()).containsExactly("aaa");
    assertThat(MemberSearch.prepare("x".repeat(5_000)).folded()).hasSize(100);
    assertThat(MemberSearch.prepare("x".repeat(99) + "😀").folded()).isEqualTo("x".repeat(99));
  }

  @Test
  void the_signs_of_a_pattern_are_taken_literally() {
    assertThat(MemberSearch.prepare("50%_\\").pattern()).isEqualTo("%50\\%\\_\\\\%");
  }
}

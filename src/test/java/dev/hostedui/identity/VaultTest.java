package dev.hostedui.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class VaultTest {

  private static final byte[] OLD = key(1);
  private static final byte[] NEW = key(2);
  private static final String PLACE = "letters:ltr_1:sealed";

  private static byte[] key(int filledWith) {
    var key = new byte[32];
    Arrays.fill(key, (byte) filledWith);
    return key;
  }

  private static Vault of(byte[]... keys) {
    return new Vault(List.of(keys), new SecureRandom());
  }

  @Test
  void what_is_sealed_is_opened_in_its_place() {
    var vault = of(OLD);
    for (var text : new String[] {"", "a", "ünï ☕ 😀", "x".repeat(100_000)}) {
      var sealed = vault.seal(PLACE, text);
      assertThat(vault.open(PLACE, sealed)).isEqualTo(text);
      assertThat(of(OLD).open(PLACE, sealed)).isEqualTo(text);
    }
  }

  @Test
  void the_same_text_is_never_sealed_the_same_way() {
    var vault = of(OLD);
    assertThat(vault.seal(PLACE, "secret"))
        .isNotEqualTo(vault.seal(PLACE, "secret"))
        .doesNotContain("secret");
  }

  @Test
  void it_is_not_opened_in_another_place() {
    var sealed = of(OLD).seal(PLACE, "secret");
    for (var place : new String[] {"letters:ltr_2:sealed", "", PLACE + " ", "users:ltr_1:sealed"}) {
      assertThatThrownBy(() -> of(OLD).open(place, sealed))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_key_is_changed_by_putting_the_new_one_in_front() {
    var before = of(OLD).seal(PLACE, "secret");
    var both = of(NEW, OLD);
    assertThat(both.open(PLACE, before)).isEqualTo("secret");
    var after = both.seal(PLACE, "secret");
    assertThat(of(NEW).open(PLACE, after)).isEqualTo("secret");
    assertThatThrownBy(() -> of(NEW).open(PLACE, before))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no key opens " + PLACE);
    assertThatThrownBy(() -> of(OLD).open(PLACE, after)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void no_changed_byte_goes_unseen() {
    var vault = of(OLD);
    var sealed = vault.seal(PLACE, "secret");
    var dot = sealed.indexOf('.') + 1;
    var bytes = Base64.getUrlDecoder().decode(sealed.substring(dot));
    for (var i = 0; i < bytes.length; i++) {
      var changed = bytes.clone();
      changed[i] ^= 1;
      var text =
          sealed.substring(0, dot)
              + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      assertThatThrownBy(() -> vault.open(PLACE, text))
          .as("byte " + i)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_cut_or_garbled_text_is_refused_like_a_changed_one() {
    var vault = of(OLD);
    var sealed = vault.seal(PLACE, "secret");
    var fingerprint = sealed.substring(0, sealed.indexOf('.') + 1);
    for (var text :
        new String[] {
          "",
          ".",
          "x",
          fingerprint,
          fingerprint + "AAAA",
          fingerprint + "not base64!",
          sealed.substring(0, sealed.length() - 4),
          sealed + "AAAA",
          sealed.substring(1)
        }) {
      assertThatThrownBy(() -> vault.open(PLACE, text))
          .as(text)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_digest_matches_its_secret_in_its_place_under_any_key() {
    var digest = of(OLD).digest("login:1", "123456");
    assertThat(of(OLD).matches("login:1", "123456", digest)).isTrue();
    assertThat(of(NEW, OLD).matches("login:1", "123456", digest)).isTrue();
    assertThat(of(NEW).matches("login:1", "123456", digest)).isFalse();
    assertThat(of(OLD).matches("login:2", "123456", digest)).isFalse();
    assertThat(of(OLD).matches("login:1", "123457", digest)).isFalse();
    assertThat(of(OLD).matches("login:1", "", digest)).isFalse();
    assertThat(of(OLD).matches("login:1", "123456", "")).isFalse();
    assertThat(of(OLD).matches("login:", "1123456", digest)).isFalse();
    // the old key's digests end with it: new ones are made with the newest
    assertThat(of(NEW, OLD).digest("login:1", "123456")).isNotEqualTo(digest);
  }

  @Test
  void keys_have_32_bytes_and_there_is_at_least_one() {
    assertThatThrownBy(() -> of()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of(OLD, new byte[16])).isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.directory.Redaction.Form;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private static String text(String body) {
    var kept = Redaction.of(body);
    assertThat(kept).isNotNull();
    return kept.text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'userName':'ada','password':'HUNTER2'}",
        "{'PassWord':'HUNTER2','name':{'givenName':'Ada'}}",
        "{'urn:ietf:params:scim:schemas:core:2.0:User:password':'HUNTER2'}",
        "{'urn:acme':{'apiKey':'HUNTER2','nested':[{'client_secret':'HUNTER2'}]}}",
        "{'secrets':['HUNTER2',{'value':'HUNTER2'}]}",
        "{'password':{'value':'HUNTER2'}}",
        "{'password':12345678,'note':'12345678'}",
        "{'Operations':[{'op':'replace','path':'password','value':'HUNTER2'}]}",
        "{'Operations':[{'op':'replace','value':'HUNTER2','Path':'urn:x:User:password'}]}",
        "{'Operations':[{'op':'replace','value':{'password':'HUNTER2','active':false}}]}",
        "{'Operations':[{'method':'POST','path':'/Users','data':{'password':'HUNTER2'}}]}",
        "{'p\\u0061ssword':'HUNTER2'}",
        "{'filter':'userName pr and (PassWord eq \\'HUNTER2\\')'}",
        "{'Operations':[{'op':'remove','path':'urn:x:keys[apiKey sw \\'HUNTER2\\']'}]}",
        "{'clientsecret':'HUNTER2','tokenValue':'HUNTER2','secretkey':'HUNTER2'}",
        "{'urn:acme':{'SESSION_TOKEN':'HUNTER2','userPwdHash':'HUNTER2','Cookies':['HUNTER2']}}",
        // what is no JSON
        "{'password':'HUNTER2'",
        "{'password':'HUN\\'HUNTER2','userName':'ada'",
        "{'password':'HUNTER2",
        "{'password' : \n HUNTER2, }",
        "{'filter':'password eq \\'HUNTER2\\'',}",
        "{'password':['HUNTER2','HUNTER2'],}",
        "{'password':{'value':'HUNTER2'},}",
        "{'Operations':[{'op':'replace','path':'password','value':'HUNTER2'},]}",
        "{'Operations':[{'op':'replace','value':['HUNTER2'],'path':'x:password'},]}",
        "{'p\\u0061ssword':'HUNTER2',}",
        "{'Operations':[{'op':'replace','value':{'\\u0070\\u0061\\u0053SWOR\\u0064':'HUNTER2'}},]}",
        "{'Operations':[{'op':'replace','path':'p\\u0061ssword','value':'HUNTER2'},]}",
        "{'Operations':[{'op':'replace','p\\u0061th':'password','value':'HUNTER2'},]}",
        "{'api\\u005fkey':'HUNTER2',}",
        "userName=ada&password=HUNTER2&active=true",
        "<user><password>HUNTER2</password></user>",
        "password: HUNTER2",
        "{'filter':'password \\'HUNTER2'}",
        "{'Operations':[{'method':'DELETE','path':'/Users/1?password=HUNTER2'}]}",
        "{'urn:acme':{'passcode':'HUNTER2','accessKey':'HUNTER2','pass':'HUNTER2','userPin':'HUNTER2'}}",
      })
  void no_secret_is_left_whatever_it_stands_in(String body) {
    var json = body.replace('\'', '"');
    assertThat(text(json)).doesNotContain("HUNTER2").contains("(hidden)");
    // what was kept is kept once more when it is sent again
    assertThat(text(text(json))).doesNotContain("HUNTER2").contains("(hidden)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'password':\"HUNTER2\"}",
        "{'password':'HUNTER2 HUNTER2'}",
        "{'password':'HUN\\'HUNTER2'}",
        "{'password' : ['HUNTER2','HUNTER2']}",
        "{'password':{'value':'HUNTER2'}}",
        "{'password':'HUNTER2",
        "{'password':(HUNTER2}",
        "{password:\"HUNTER2 HUNTER2\"}",
        "{\"password':'HUNTER2'}",
        "<user password=\"HUNTER2 HUNTER2\"/>",
        "{'Operations':[{'op':'replace','path':'password','value':'HUNTER2'}]}",
        "{'Operations':[{'op':'replace','value':\"HUNTER2\",'path':'x:password'}]}",
      })
  void none_is_left_in_quotes_that_json_does_not_know(String body) {
    assertThat(text(body)).doesNotContain("HUNTER2").contains("(hidden)");
    assertThat(text(text(body))).doesNotContain("HUNTER2").contains("(hidden)");
  }

  @Test
  void numbers_are_kept_as_they_came() {
    for (var body :
        List.of("{\"n\":12345678.50,\"m\":[100000000.0,12345678901234567890.5]}", "{\"n\":1E+400}"))
      assertThat(text(body)).isEqualTo(body);
    var beyond = Redaction.of("{\"n\":1e9999999999,\"password\":\"HUNTER2\"}");
    assertThat(beyond).isNotNull();
    assertThat(beyond.form()).isEqualTo(Form.UNREADABLE);
    assertThat(beyond.text()).contains("1e9999999999").doesNotContain("HUNTER2");
  }

  @Test
  void all_else_is_kept_as_it_came() {
    var body =
        "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"ada\",\"active\":\"False\",\"password\":null,\"n\":1.50}";
    assertThat(Redaction.of(body)).isEqualTo(new Redaction.Body(body, Form.WHOLE));
    assertThat(Redaction.of(null)).isNull();
    assertThat(Redaction.of(" \n")).isNull();
    var odd = "{'userName':'ada','title':\"x\",active:True}";
    assertThat(Redaction.of(odd)).isEqualTo(new Redaction.Body(odd, Form.UNREADABLE));
    assertThat(Redaction.of("\"hello\""))
        .isEqualTo(new Redaction.Body("(hidden)", Form.UNREADABLE));
    assertThat(Redaction.of("hello")).isEqualTo(new Redaction.Body("hello", Form.UNREADABLE));
    assertThat(Redaction.of("{\"a\":1")).isEqualTo(new Redaction.Body("{\"a\":1", Form.UNREADABLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'urn:acme':{'secretary':'Ann','Secretariat':'B2','tokenized':'yes','credentialed':'MD'}}",
        "{'Operations':[{'op':'replace','path':'urn:acme:secretary','value':'Ann'}]}",
        "{'secretary':'Ann',",
        "secretary=Ann&cookieless=yes",
      })
  void a_word_that_only_begins_like_a_secret_is_none(String body) {
    var json = body.replace('\'', '"');
    assertThat(text(json)).isEqualTo(json);
  }

  @Test
  void what_was_hidden_is_named_and_a_password_is_missed_by_nobody() {
    assertThat(
            Redaction.hiddenIn(
                """
                {"password":"(hidden)","urn:x:User:password":"(hidden)","title":"(hidden) agenda",
                 "urn:acme":{"tokenRing":"(hidden)","keys":[{"secret":"(hidden)"},{"secret":"(hidden)"}]},
                 "Operations":[{"op":"add","path":"password","value":"(hidden)"},
                               {"op":"add","path":"urn:acme:apiKey","value":"(hidden)"}]}
                """))
        .containsExactly("tokenRing", "secret", "urn:acme:apiKey");
    assertThat(Redaction.hiddenIn("")).isEmpty();
    assertThat(Redaction.hiddenIn("(hidden)")).isEmpty();
  }

  @Test
  void a_long_body_is_cut_and_hides_as_much() {
    var member = "{\"value\":\"diruser_123456789012345678\"},";
    var long_ = "{\"password\":\"HUNTER2\",\"members\":[" + member.repeat(2_000) + "]}";
    var kept = Redaction.of(long_);
    assertThat(kept).isNotNull();
    assertThat(kept.form()).isEqualTo(Form.CUT);
    assertThat(kept.text())
        .hasSizeBetween(Redaction.LONGEST_BODY - 10, Redaction.LONGEST_BODY + 20)
        .contains(member)
        .doesNotContain("HUNTER2")
        .endsWith("…");
    // a secret that the cut goes through
    var secret =
        "{\"x\":\""
            + "y".repeat(Redaction.LONGEST_BODY - 40)
            + "\",\"password\":\"HUNTER2"
            + "3".repeat(200)
            + "\"}";
    assertThat(text(secret)).doesNotContain("HUNTER").contains("(hidden)");
  }

  @Test
  void parameters_of_a_path_are_hidden_too() {
    assertThat(Redaction.ofPath("/Users?filter=userName eq \"ada\"&access_token=HUNTER2&count=1"))
        .isEqualTo("/Users?filter=userName eq \"ada\"&access_token=(hidden)&count=1");
    assertThat(Redaction.ofPath("/Users?startIndex=1")).isEqualTo("/Users?startIndex=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password eq \"HUNTER2\"",
        "password%20eq%20%22HUNTER2%22",
        "urn%3Ax%3AUser%3APassWord+co+%22HUNTER2%22",
        "p%61ssword%20eq%20HUNTER2",
        "userName%20pr%20and%20not%20(password%20ne%20%22HUNTER2%22)",
        "keys%5Bapi_key%20eq%22HUNTER2%22%5D",
        "password eq \"HUNTER2%\"",
      })
  void what_a_secret_is_compared_with_is_hidden(String filter) {
    assertThat(Redaction.ofPath("/Users?a=b&filter=" + filter + "&count=1"))
        .isEqualTo("/Users?a=b&filter=(hidden)&count=1");
    assertThat(Redaction.ofPath("/Users?filter=" + filter)).isEqualTo("/Users?filter=(hidden)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'displayName':'Cookie Co','title':'Token Co-ordinator','name':{'formatted':'Ann Secret Le'}}",
        "{'Operations':[{'op':'replace','path':'organization','value':'Cookie Co'}]}",
        "{'displayName':'Cookie Co','title':'Token Co-ordinator',",
      })
  void names_that_read_like_a_comparison_are_kept(String body) {
    var json = body.replace('\'', '"');
    assertThat(text(json)).isEqualTo(json);
  }

  @Test
  void other_comparisons_are_kept() {
    for (var path :
        List.of(
            "/Users?filter=userName%20eq%20%22password%22",
            "/Users?filter=secretary%20eq%20%22Ann%22", "/Users?excludedAttributes=password"))
      assertThat(Redaction.ofPath(path)).isEqualTo(path);
  }

  @Test
  void no_text_keeps_it_busy() {
    for (var piece :
        List.of(
            "token",
            "\"",
            "\\",
            "{",
            "\"a\":",
            "\"token\" ",
            "token ",
            "[1,",
            "'",
            "token:",
            "token:'\\x",
            "token='\\",
            "'path':'token'"))
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(5), () -> text(piece.repeat(Redaction.LONGEST_BODY / piece.length())));
  }
}

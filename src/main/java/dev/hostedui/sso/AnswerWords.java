package dev.hostedui.sso;

import dev.hostedui.protocol.upstream.Check;
import org.jspecify.annotations.Nullable;

/**
 * What a person reads of an answer that lets them in nowhere: what they can do themselves, and what
 * to tell whoever can do more. It goes by the cause where the code alone would say something that
 * is not so.
 */
final class AnswerWords {

  private static final String ONCE_MORE = " Try again; if it happens once more, ";
  private static final String CLOCKS =
      "The answer of your identity provider came too late, or its clock is wrong."
          + ONCE_MORE
          + "tell your IT admin that the clocks differ.";
  private static final String OTHERWISE =
      "The answer of your identity provider was not accepted."
          + ONCE_MORE
          + "ask your IT admin to test the connection on the page Single Sign On.";

  private AnswerWords() {}

  /**
   * The words for the first check that failed.
   *
   * @param failure it, or null when it is not known
   */
  static String of(@Nullable Check failure) {
    var code = failure == null || failure.code() == null ? "" : failure.code();
    var cause = failure == null || failure.cause() == null ? "" : failure.cause();
    return switch (cause) {
      case "not_signed", "token_unsigned" ->
          "The answer of your identity provider was not accepted, because it is not signed as this"
              + " connection demands. Ask your IT admin to switch its signature on.";
      case "sha1", "signature_algorithm_refused", "transform_refused", "token_algorithm" ->
          "The answer of your identity provider was not accepted, because it is signed in a way that"
              + " is not safe or not known here. Ask your IT admin to change how it signs.";
      case "signed_by_another_key", "signature_broken" ->
          "The answer of your identity provider was not accepted, because its signature does not"
              + " fit the certificate that is kept here."
              + ONCE_MORE
              + "ask your IT admin whether the certificate was renewed.";
      case "signing_key_unknown", "signature_wrong" ->
          "The answer of your identity provider was not accepted, because its signature does not"
              + " fit a key that your identity provider publishes."
              + ONCE_MORE
              + "tell your IT admin.";
      case "token_expired", "token_from_the_future", "token_older_than_request" -> CLOCKS;
      case "auth_time_too_old", "auth_time_missing", "authn_instant_missing" ->
          "You were to sign in anew, and your identity provider does not say that you have."
              + ONCE_MORE
              + "tell your IT admin.";
      case "userinfo_subject_differs", "userinfo_subject_missing" ->
          "Your identity provider does not say of one and the same person who you are. Tell your IT"
              + " admin that the user info is not of whom the ID token names.";
      case "provider_session_over" ->
          "Your identity provider says that your session there is over already. Sign in there anew; if"
              + " it happens once more, tell your IT admin that its sessions end too early, or that"
              + " its clock is wrong.";
      case "email_malformed" ->
          "What your identity provider sent as your email address is none. Ask your IT admin to have"
              + " it put right.";
      case "email_of_guest" ->
          "You came as a guest of another organization, and your identity provider sent the name by"
              + " which you sign in there in place of your email address. Ask your IT admin to send"
              + " your own address (mail).";
      case "email_domain_of_others", "hosted_domain_of_others" ->
          "You came with an account of somewhere else. Try again, and choose the one that you have"
              + " for your work.";
      case "server_error", "temporarily_unavailable" ->
          "Your identity provider has a fault of its own at the moment. Try again in a few minutes;"
              + " if it stays, tell your IT admin.";
      case "invalid_request",
          "invalid_scope",
          "unauthorized_client",
          "unsupported_response_type",
          "status_invalid_name_id_policy",
          "status_request_unsupported",
          "status_requester",
          "status_unsupported_binding",
          "status_version_mismatch" ->
          "Your identity provider did not accept what it was asked, which you cannot change. Ask your"
              + " IT admin to look at how this app is set up there.";
      case "token_invalid_client", "token_unauthorized_client" ->
          "Your identity provider did not accept the client ID or the client secret that is kept"
              + " here, which you cannot change. Ask your IT admin whether the secret was renewed or"
              + " has expired.";
      case "status_no_passive" -> byCode("user_login_required");
      default -> byCode(code);
    };
  }

  private static String byCode(String code) {
    return switch (code) {
      case "invalid_status", "authentication_not_completed" ->
          "Your identity provider did not sign you in. Perhaps you stopped there, or you have not"
              + " been given this app. Try again, or ask your IT admin.";
      case "user_login_required" ->
          "Your identity provider wants to ask you something first. Try again.";
      case "assertion_expired", "response_expired" -> CLOCKS;
      case "signature_validation_failed" ->
          "The answer of your identity provider was not accepted, because its signature does not"
              + " hold."
              + ONCE_MORE
              + "ask your IT admin to test the connection on the page Single Sign On.";
      case "mandatory_attribute_missing" ->
          "Your identity provider did not say what your email address is. Ask your IT admin to have"
              + " it sent.";
      case "failed_to_exchange_token", "user_info_retrieve_failed" ->
          "Your identity provider could not be asked who you are. Try again in a moment; if it"
              + " happens once more, tell your IT admin.";
      default -> OTHERWISE;
    };
  }
}

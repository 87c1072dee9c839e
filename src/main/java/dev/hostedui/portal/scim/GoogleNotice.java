package dev.hostedui.portal.scim;

/**
 * Why a Google Workspace cannot be read.
 *
 * @param fault what went wrong
 * @param remedy what to do about it
 */
public record GoogleNotice(String fault, String remedy) {

  static GoogleNotice of(String code, String about) {
    return new GoogleNotice(GoogleWords.fault(code, about), GoogleWords.remedy(code));
  }
}

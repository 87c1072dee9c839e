package dev.hostedui.branding;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.organization.OrganizationLogos;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.web.Words;

/**
 * Fetches the logos that apps keep as addresses with their customers. An address that answers
 * nothing, or something else, holds up no call of the app: what is wrong stands with the logo.
 */
public final class LogoFetch {

  private final OrganizationLogos logos;
  private final PictureFetch pictures;
  private final Words words = Words.english();

  public LogoFetch(OrganizationLogos logos, PictureFetch pictures) {
    this.logos = logos;
    this.pictures = pictures;
  }

  /**
   * Fetches a bounded batch of what is due and says how many there were. A job of the timetable.
   */
  public int fetchDue() {
    var due = logos.takeDue();
    for (var one : due) {
      try {
        logos.fetched(one, pictures.fetch(one.address(), PictureFile.Use.LOGO));
      } catch (Problem problem) {
        logos.notFetched(one, words.of(problem));
      }
    }
    return due.size();
  }
}

package dev.hostedui.testing;

/** The people of the sample, by address. */
public final class People {
  private People() {}

  /** Admin of AcmeCorp, member of Globex. */
  public static final String ADA = "ada@acmecorp.example";

  /** Member of AcmeCorp. */
  public static final String MAX = "max@acmecorp.example";

  /** Admin of Globex: a stranger to AcmeCorp. */
  public static final String GUS = "gus@globex.example";

  /** Admin of Initech. */
  public static final String IVY = "ivy@initech.example";
}

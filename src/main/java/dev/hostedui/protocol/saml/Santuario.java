package dev.hostedui.protocol.saml;

import org.apache.xml.security.Init;

/** The library of XML Signature and XML Encryption, made ready by whoever needs it first. */
final class Santuario {

  /** Loading this class does the work, once. */
  private static final class Ready {
    static final boolean DONE = start();

    private static boolean start() {
      Init.init();
      return true;
    }
  }

  private Santuario() {}

  static void ready() {
    if (!Ready.DONE) throw new IllegalStateException();
  }
}

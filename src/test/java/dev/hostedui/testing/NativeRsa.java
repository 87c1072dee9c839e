package dev.hostedui.testing;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;

/**
 * Signs with RSA by code of the processor's own, because the platform's takes 7 ms in a JVM without
 * its second compiler, which is that of the tests: as long as many a test. What comes out is the
 * same, byte by byte (RFC 8017 §8.2). What checks a signature stays the platform's, for how that
 * takes a bad one is what tests are about. On a machine that the library has no code for, nothing
 * changes.
 */
final class NativeRsa extends Provider {

  private static final long serialVersionUID = 1;

  private NativeRsa() {
    super("native-rsa", "1", "RSA signatures made fast");
    put("Signature.SHA256withRSA", Sha256.class.getName());
  }

  /** Lets it be asked before the platform. */
  static void prefer() {
    if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null)
      Security.insertProviderAt(new NativeRsa(), 1);
  }

  /** Made by the platform, by its name. */
  public static final class Sha256 extends SignatureSpi {

    private static final String NAME = "SHA256withRSA";

    private Signature signature = platform();

    private static Signature platform() {
      try {
        return Signature.getInstance(NAME, "SunRsaSign");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has it", e);
      }
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      signature = platform();
      signature.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      try {
        signature = Signature.getInstance(NAME, AmazonCorrettoCryptoProvider.INSTANCE);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("the library has it", e);
      }
      signature.initSign(key);
    }

    @Override
    protected void engineUpdate(byte more) throws SignatureException {
      signature.update(more);
    }

    @Override
    protected void engineUpdate(byte[] more, int from, int length) throws SignatureException {
      signature.update(more, from, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      return signature.sign();
    }

    @Override
    protected boolean engineVerify(byte[] signed) throws SignatureException {
      return signature.verify(signed);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new InvalidParameterException(name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new InvalidParameterException(name);
    }
  }
}

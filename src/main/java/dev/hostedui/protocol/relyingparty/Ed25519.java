package dev.hostedui.protocol.relyingparty;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/**
 * Checks signatures with Ed25519 (RFC 8037 §3.1) by what the JDK brings: the library wants another
 * library for it.
 */
final class Ed25519 extends BaseJWSProvider implements JWSVerifier {

  private static final int KEY_BYTES = 32;

  private final PublicKey key;

  /** Takes the {@code x} of the key (RFC 8037 §2). */
  Ed25519(byte[] x) throws GeneralSecurityException {
    super(Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519));
    if (x.length != KEY_BYTES) throw new GeneralSecurityException("an Ed25519 key has 32 bytes");
    // RFC 8032 §5.1.2: y from the least significant byte on, and the sign of x in the last bit
    var y = new byte[KEY_BYTES];
    for (var i = 0; i < KEY_BYTES; i++) y[i] = x[KEY_BYTES - 1 - i];
    var odd = (y[0] & 0x80) != 0;
    y[0] &= 0x7f;
    key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new EdECPublicKeySpec(
                    NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) {
    try {
      var check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(signed);
      return check.verify(signature.decode());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}

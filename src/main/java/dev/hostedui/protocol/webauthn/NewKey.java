package dev.hostedui.protocol.webauthn;

import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.NamedParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The public key of a passkey that is being made. Nothing is signed with it yet, so whether it is
 * one that can be signed in with is told by the key alone.
 */
final class NewKey {

  private static final int SHORTEST_RSA = 2_048;

  private NewKey() {}

  /** Whether signatures of the algorithm it names can be verified with it (RFC 9053, RFC 8812). */
  static boolean isUsable(COSEKey key) {
    var algorithm = key.getAlgorithm();
    try {
      var open = key.getPublicKey();
      if (COSEAlgorithmIdentifier.ES256.equals(algorithm)) return isP256(open);
      if (COSEAlgorithmIdentifier.EdDSA.equals(algorithm)) return isEd25519(open);
      return COSEAlgorithmIdentifier.RS256.equals(algorithm) && isRsa(open);
    } catch (GeneralSecurityException | RuntimeException e) {
      // the library and Java refuse some of them in their own ways
      return false;
    }
  }

  private static boolean isP256(@Nullable PublicKey key) {
    return key instanceof ECPublicKey ec
        && ec.getParams().getCurve().getField().getFieldSize() == 256
        && isOn(ec.getParams().getCurve(), ec.getW());
  }

  /** Java takes any point until something is verified with it. */
  private static boolean isOn(EllipticCurve curve, ECPoint point) {
    var p = ((ECFieldFp) curve.getField()).getP();
    var x = point.getAffineX();
    var y = point.getAffineY();
    if (!isBelow(x, p) || !isBelow(y, p)) return false;
    var right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    return y.pow(2).mod(p).equals(right);
  }

  private static boolean isBelow(BigInteger coordinate, BigInteger p) {
    return coordinate.signum() >= 0 && coordinate.compareTo(p) < 0;
  }

  private static boolean isEd25519(@Nullable PublicKey key) throws GeneralSecurityException {
    if (!(key instanceof EdECPublicKey ed)
        || !ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) return false;
    // finds out whether it is a point
    Signature.getInstance("Ed25519").initVerify(ed);
    return true;
  }

  private static boolean isRsa(@Nullable PublicKey key) {
    return key instanceof RSAPublicKey rsa
        && rsa.getModulus().bitLength() >= SHORTEST_RSA
        && rsa.getModulus().testBit(0)
        && rsa.getPublicExponent().testBit(0)
        && rsa.getPublicExponent().compareTo(BigInteger.ONE) > 0;
  }
}

package dev.hostedui.provisioning;

import java.io.ByteArrayOutputStream;

/** A resource that is written where it stands in an answer, and kept nowhere before. */
interface Written {
  void to(ByteArrayOutputStream out);
}

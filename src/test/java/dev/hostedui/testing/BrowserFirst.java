package dev.hostedui.testing;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Begins with the classes that need the browser, for they take longest, and with the longest of
 * them: if one came last, a processor would have nothing to do beside it.
 */
public final class BrowserFirst implements ClassOrderer {

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context.getClassDescriptors().sort(Comparator.comparing(BrowserFirst::rank));
  }

  private static int rank(ClassDescriptor it) {
    return it.findAnnotation(InChromium.class).map(found -> found.isLongest() ? 0 : 1).orElse(2);
  }
}

package dev.hostedui.testing;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Begins with the longest class that needs the browser, for if it came last, a processor would have
 * nothing to do beside it; then those that wait, then the others that need the browser.
 */
public final class LongestFirst implements ClassOrderer {

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context.getClassDescriptors().sort(Comparator.comparing(LongestFirst::rank));
  }

  private static int rank(ClassDescriptor it) {
    if (it.isAnnotated(Waiting.class)) return 1;
    return it.findAnnotation(InChromium.class).map(found -> found.isLongest() ? 0 : 2).orElse(3);
  }
}

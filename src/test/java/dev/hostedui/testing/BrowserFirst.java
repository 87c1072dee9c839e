package dev.hostedui.testing;

import java.util.Comparator;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Begins with the classes that need the browser. They run one after another, which takes as long as
 * all others beside each other: if they came last, one processor would have nothing to do.
 */
public final class BrowserFirst implements ClassOrderer {

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context
        .getClassDescriptors()
        .sort(Comparator.comparing(it -> !it.isAnnotated(InChromium.class)));
  }
}

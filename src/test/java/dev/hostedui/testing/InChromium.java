package dev.hostedui.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs a real browser. Where none is found it is skipped, unless {@code
 * HOSTED_UI_TEST_BROWSER=required}: then it fails. Each class has a browser for itself.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Chromium.Lent.class)
public @interface InChromium {

  /** Whether the class takes much longer than others, so that it had better begin first. */
  boolean isLongest() default false;
}

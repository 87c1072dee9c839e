package dev.hostedui.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test that needs a real browser. Where none is found it is skipped, unless {@code
 * HOSTED_UI_TEST_BROWSER=required}: then it fails. There is one browser, for one class at a time.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Chromium.Found.class)
@ResourceLock("the browser")
public @interface InChromium {}

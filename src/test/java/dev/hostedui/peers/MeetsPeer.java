package dev.hostedui.peers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that needs an identity provider of somebody else. Where it is missing the test is skipped,
 * unless {@code HOSTED_UI_TEST_PEERS=required}: then it fails.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MeetsPeer.Found.class)
@interface MeetsPeer {

  Peer value();

  /** Lets a test class run where its peer is, and says what to install where not. */
  final class Found implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      var peer = context.getRequiredTestClass().getAnnotation(MeetsPeer.class).value();
      if (peer.isInstalled()) return ConditionEvaluationResult.enabled(peer + " is installed");
      if (Peer.REQUIRED) throw new AssertionError(peer.missing());
      System.err.println("[SKIPPED] " + peer.missing());
      return ConditionEvaluationResult.disabled(peer.missing());
    }
  }
}

package dev.hostedui.certification;

/** {@code oidcc-basic-certification-test-plan}. */
class BasicPlanTest extends BasicModules {

  BasicPlanTest() {
    super(false);
  }
}

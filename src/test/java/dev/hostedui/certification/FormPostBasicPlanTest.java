package dev.hostedui.certification;

/**
 * {@code oidcc-formpost-basic-certification-test-plan}: the modules of the basic plan, each with
 * its answer in a form.
 */
class FormPostBasicPlanTest extends BasicModules {

  FormPostBasicPlanTest() {
    super(true);
  }
}

package dev.hostedui.portal;

import dev.hostedui.web.Routes;

/** One page of the portal with everything that can be done on it. */
public interface Widget {

  Section section();

  /** Declares the widget's routes, each with who may use it. */
  void mount(Routes routes);
}

package dev.hostedui.portal;

import dev.hostedui.web.Routes;

/** One page with everything that can be done on it, on the {@link Surface} it was made for. */
public interface Widget {

  /** Declares the widget's routes, each with who may use it. */
  void mount(Routes routes);
}

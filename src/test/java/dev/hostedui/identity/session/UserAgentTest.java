package dev.hostedui.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36|desktop|Windows|10 or later|Chrome|131.0.0.0
          Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86|desktop|Windows|10 or later|Edge|131.0.2903.86
          Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0|desktop|Windows|10 or later|Firefox|133.0
          Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0|desktop|Windows|6.1|Firefox|115.0
          Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0|desktop|Windows|10 or later|Opera|115.0.0.0
          Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1.1 Safari/605.1.15|desktop|macOS|10.15.7|Safari|18.1.1
          Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36|desktop|macOS|10.15.7|Chrome|131.0.0.0
          Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0|desktop|macOS|10.15|Firefox|133.0
          Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0|desktop|macOS|10.15.7|Edge|131.0.0.0
          Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36|desktop|Linux|''|Chrome|131.0.0.0
          Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0|desktop|Linux|''|Firefox|133.0
          Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36|desktop|Linux|''|Chrome|131.0.0.0
          Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36|desktop|ChromeOS|14541.0.0|Chrome|131.0.0.0
          Mozilla/5.0 (iPhone; CPU iPhone OS 18_1_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1.1 Mobile/15E148 Safari/604.1|mobile|iOS|18.1.1|Safari|18.1.1
          Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1|mobile|iOS|18.1|Chrome|131.0.6778.73
          Mozilla/5.0 (iPhone; CPU iPhone OS 14_7_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/133.0 Mobile/15E148 Safari/605.1.15|mobile|iOS|14.7.1|Firefox|133.0
          Mozilla/5.0 (iPhone; CPU iPhone OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/131.0.2903.68 Mobile/15E148 Safari/604.1|mobile|iOS|17.7|Edge|131.0.2903.68
          Mozilla/5.0 (iPad; CPU OS 17_7_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7.2 Mobile/15E148 Safari/604.1|tablet|iPadOS|17.7.2|Safari|17.7.2
          Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1|tablet|iPadOS|18.1|Chrome|131.0.6778.73
          Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36|mobile|Android|10|Chrome|131.0.0.0
          Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36|tablet|Android|10|Chrome|131.0.0.0
          Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0|mobile|Android|14|Firefox|133.0
          Mozilla/5.0 (Linux; Android 13; SM-S908B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36|mobile|Android|13|Samsung Internet|27.0
          Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.81 Mobile Safari/537.36 EdgA/131.0.2903.87|mobile|Android|10|Edge|131.0.2903.87
          curl/8.5.0|other|''|''|curl|8.5.0
          something else entirely|other|''|''|''|''
          ''|other|''|''|''|''
          """)
  void a_browser_is_told_by_what_it_sends(
      String header,
      String device,
      String os,
      String osVersion,
      String browser,
      String browserVersion) {
    assertThat(UserAgent.parse(header))
        .isEqualTo(new UserAgent(header, device, os, osVersion, browser, browserVersion));
  }

  @Test
  void whatever_a_header_holds_there_is_an_answer_at_once() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (var nasty :
              new String[] {
                "x".repeat(1_000_000),
                "iPad;".repeat(50_000),
                "Version/1".repeat(50_000),
                "iPhone ".repeat(50_000),
                "\r\n\u0000<script>",
                "Chrome/" + "1.".repeat(1_000)
              }) {
            var read = UserAgent.parse(nasty);
            assertThat(read.raw()).hasSizeLessThanOrEqualTo(512);
            assertThat(read.raw()).doesNotContain("\r", "\n", "\u0000");
          }
        });
  }
}

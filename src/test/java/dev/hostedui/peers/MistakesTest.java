package dev.hostedui.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.customer.CustomerSide;
import dev.hostedui.customer.SiteClient;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The portal answers each mistake that the customer's DNS page publishes as that page promises. */
class MistakesTest {

  private static final String DOMAINS = "/ui/organization/domains";

  private static CustomerSide customer;
  private static SiteClient panel;
  private static Initech initech;

  @BeforeAll
  static void start() {
    customer = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, null), Clock.systemUTC());
    customer.start();
    panel = new SiteClient(customer.url());
    initech = new Initech(Map.of("HOSTED_UI_DNS", "127.0.0.1:" + customer.dnsPort()));
  }

  @AfterAll
  static void stop() {
    if (initech != null) initech.close();
    customer.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NONE|Verified|",
        "DOUBLED_NAME|Pending|{domain}.initech.example",
        "LITERAL_AT|Pending|@.{domain}",
        "QUOTES|Verified|Quotation marks are part of the value.",
        "WHOLE_ROW|Pending|The whole row of the table is in the value.",
        "CNAME|Pending|customers.vendor.example",
        "PART|Pending|the beginning",
        "OLD_TOKEN|Pending|a value of an earlier attempt",
        "INVISIBLE|Verified|U+00A0",
        "SPLIT|Verified|",
        "NEGATIVE_CACHE|Verified|Our resolver remembers something older",
        "SECONDARY|Verified|ns2.initech.example still serves serial",
      })
  void looking_the_record_up_says_what_is_wrong(String mistake, String state, String words) {
    // a name of its own for each, so that none stands in another's way
    var label = mistake.toLowerCase(Locale.ROOT).replace('_', '-');
    var domain = label + ".initech.example";
    var ivy = initech.ivy();
    ivy.open(initech.origin() + DOMAINS + "/new").send("form[action$=/domains]", "domain", domain);
    var value = ivy.page().select("[aria-label='Copy the value']").attr("data-copy");
    panel.post(
        "/dns/initech.example/records", Map.of("name", label, "value", value, "mistake", mistake));

    ivy.open(initech.origin() + DOMAINS + "/" + domain).send("form[action$=/verification]");

    assertThat(ivy.page().select("#widget .pill").text()).as(ivy.toString()).contains(state);
    if (words != null) assertThat(ivy.text()).contains(words.replace("{domain}", domain));
  }
}

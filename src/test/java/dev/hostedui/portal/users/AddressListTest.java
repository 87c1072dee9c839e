package dev.hostedui.portal.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Csv;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressListTest {

  @Test
  void addresses_stand_in_lines_or_between_commas_semicolons_and_tabs() {
    assertThat(
            AddressList.read(
                "a@x.example\r\n\n b@x.example , c@x.example;d@x.example\te@x.example,"))
        .containsExactly("a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example");
  }

  @Test
  void of_the_rows_of_a_csv_file_the_cells_with_an_address_are_taken_and_the_heading_is_not() {
    assertThat(
            AddressList.read(
                "Name,Email,Team\n\"Ada, Countess\",ada@x.example,Sales\nMax,\"max@x.example\",\n"))
        .containsExactly("ada@x.example", "max@x.example");
    assertThat(AddressList.read("Ada <ada@x.example>; mailto:max@x.example"))
        .containsExactly("ada@x.example", "max@x.example");
  }

  @Test
  void within_quotes_nothing_ends_a_cell_of_a_csv_file() {
    assertThat(
            AddressList.read(
                "Name,Email\r\n\"Doe, \"\"Joe\"\"\r\nJr.\",joe@x.example\r\nMax,max@x.example"))
        .containsExactly("joe@x.example", "max@x.example");
    assertThat(AddressList.read("\"a@x.example\"\n\"Countess;\tEngines\";b@x.example"))
        .containsExactly("a@x.example", "b@x.example");
    assertThat(AddressList.read("\"one\nline\"")).containsExactly("one line");
    assertThat(AddressList.read("\"a@x.example\nb@x.example\",c@x.example"))
        .containsExactly("a@x.example", "b@x.example", "c@x.example");
    assertThat(AddressList.read("\"a@x.example, b@x.example\";c@x.example"))
        .containsExactly("a@x.example", "b@x.example", "c@x.example");
  }

  @Test
  void a_quote_that_does_not_end_its_cell_swallows_nothing() {
    assertThat(AddressList.read("\"Doe,joe@x.example\nmax@x.example"))
        .containsExactly("joe@x.example", "max@x.example");
    assertThat(AddressList.read("Joe \"the,joe@x.example\n\"Max\" Roe,max@x.example\n\"a,\"b"))
        .containsExactly("joe@x.example", "max@x.example", "a, b");
    assertThat(AddressList.read("\"Doe, Joe\" <joe@x.example>, \"Max\" <max@x.example>"))
        .containsExactly("joe@x.example", "max@x.example");
    var quotes = AddressList.read("\"x,\n".repeat(100_000) + "joe@x.example");
    assertThat(quotes).hasSize(100_001).endsWith("joe@x.example");
  }

  @Test
  void addresses_with_nothing_but_blanks_between_them_are_several() {
    assertThat(AddressList.read("a@x.example b@x.example\u00A0 c@x.example"))
        .containsExactly("a@x.example", "b@x.example", "c@x.example");
    assertThat(AddressList.read("Ada <a@x.example> Bob Roe <b@x.example>"))
        .containsExactly("a@x.example", "b@x.example");
    assertThat(AddressList.read("a@x.example <a@x.example> b@x.example <b@x.example>"))
        .containsExactly("a@x.example", "b@x.example");
    assertThat(AddressList.read("a@x.example@y.example")).containsExactly("a@x.example@y.example");
    assertThat(AddressList.read("a@x.example or b@x.example"))
        .containsExactly("a@x.example or b@x.example");
  }

  @Test
  void an_address_is_taken_as_the_field_for_one_takes_it() {
    assertThat(
            AddressList.read(
                "ada@x.example <ada@x.example>, 'bob@x.example'; Cyd @ Acme <cyd@x.example>"
                    + "\nDan dan@x.example\nto:eve@x.example\nO'Neill <o'neill@x.example>"))
        .containsExactly(
            "ada@x.example",
            "bob@x.example",
            "cyd@x.example",
            "dan@x.example",
            "eve@x.example",
            "o'neill@x.example");
    // nobody is left out unseen
    assertThat(AddressList.read("bob@x.example Ada <ada@x.example>"))
        .containsExactly("bob@x.example Ada <ada@x.example>");
  }

  @Test
  void a_list_with_signs_before_its_lines_is_one_and_what_was_escaped_is_whole() {
    assertThat(AddressList.read("- a@x.example\n* b@x.example\n1. c@x.example\n\u2022 d@x.example"))
        .containsExactly("a@x.example", "b@x.example", "c@x.example", "d@x.example");
    assertThat(AddressList.read("Ada &lt;a@x.example&gt;; &lt;b@x.example&gt;"))
        .containsExactly("a@x.example", "b@x.example");
  }

  @Test
  void what_lost_its_sign_is_told_and_nobody_is_dropped() {
    assertThat(AddressList.read("bob.gmail.com\nada@x.example, carl.x.example, dora@x.example"))
        .containsExactly("bob.gmail.com", "ada@x.example", "carl.x.example", "dora@x.example");
    assertThat(AddressList.read("bob.gmail.com\nada1@x.com"))
        .containsExactly("bob.gmail.com", "ada1@x.com");
    assertThat(AddressList.read("ada@x.example\ncarl at hotmail.com, dora.gmail.com"))
        .containsExactly("ada@x.example", "carl at hotmail.com", "dora.gmail.com");
    assertThat(AddressList.read("carl (at) mail.example; ada@x.example"))
        .containsExactly("carl (at) mail.example", "ada@x.example");
    assertThat(AddressList.read("Ada Roe, ada@x.example, Acme Inc., 12.5"))
        .containsExactly("ada@x.example");
  }

  @Test
  void what_only_looks_like_an_address_without_its_sign_is_no_row_beside_one() {
    for (var line :
        new String[] {
          "www.acme.example,ada@x.example",
          "WWW.acme.example;ada@x.example",
          "St.Gallen,ada@x.example",
          "J.Smith,ada@x.example",
          "Dr.Meyer;ada@x.example",
          "Ada Roe,ada.roe,ada@x.example,acme.example",
          "Ada Roe\tada@x.example\tmeet at noon"
        }) assertThat(AddressList.read(line)).as(line).containsExactly("ada@x.example");
    assertThat(AddressList.read("St.Gallen\nwww.acme.example"))
        .containsExactly("St.Gallen", "www.acme.example");
  }

  @Test
  void a_heading_is_known_by_whole_words() {
    for (var heading :
        new String[] {
          "Email", "E-Mail", "e-mail address", "MAIL", "Address", "E-Mail-Adresse", "Work email",
          "E-mailadres", "userEmail", "UserEmail", "userEMail", "workemail", "E-postadress", "eMail"
        })
      assertThat(AddressList.read(heading + "\nada@x.example"))
          .as(heading)
          .containsExactly("ada@x.example");
    assertThat(AddressList.read("managerEmail,userId,email\nboss@x.example,7,ada@x.example"))
        .containsExactly("ada@x.example");
    assertThat(AddressList.read("Mailer\nada@x.example"))
        .containsExactly("Mailer", "ada@x.example");
    // the heading of a file behind what was typed
    assertThat(AddressList.read("bob@x.example\nName;E-mail\nAda;ada@x.example"))
        .containsExactly("bob@x.example", "ada@x.example");
    assertThat(AddressList.read("bob@x.example\nmail")).containsExactly("bob@x.example", "mail");
  }

  @Test
  void below_a_heading_the_column_of_the_person_is_taken() {
    assertThat(AddressList.read("email,manager email\nada@x.example,boss@x.example"))
        .containsExactly("ada@x.example");
    assertThat(
            AddressList.read(
                "Manager e-mail,User name,Web,Email,Address\n"
                    + "boss@x.example,ada.roe,www.x.example,ada@x.example,Main St.North\n"
                    + "boss@x.example,bob.roe,www.x.example,bob.x.example,\n"
                    + "boss@x.example,cyd.roe,,,\n"
                    + "dan@x.example\neve.x.example, fay@x.example"))
        .containsExactly(
            "ada@x.example",
            "bob.x.example",
            "cyd.roe",
            "dan@x.example",
            "eve.x.example",
            "fay@x.example");
  }

  /** Whatever the other columns are called, an address in them is not the person's. */
  @Test
  void below_a_heading_no_other_column_counts() {
    for (var table :
        new String[] {
          "Email;Manager\nada@x.example;boss@x.example\nbob@x.example;boss@x.example;",
          "Name,Email,Manager\nAda Roe,ada@x.example,boss@x.example\n,bob@x.example,boss@x.example",
          "Vorname;Nachname;E-Mail-Adresse;Vorgesetzter\nAda;Roe;ada@x.example;boss@x.example\n"
              + "Bob;Roe;bob@x.example;",
          "Name\tEmail\tManager\nAda\tada@x.example\tboss@x.example\nBob\tbob@x.example",
          "Correo del jefe;Correo electrónico\nboss@x.example;ada@x.example\n;bob@x.example",
          "Chef-Mail;Courriel\nboss@x.example;ada@x.example\n;bob@x.example",
          "manageremail,useremail\nboss@x.example,ada@x.example\nboss@x.example,bob@x.example",
          "User,Manager email\nada@x.example,boss@x.example\nbob@x.example,boss@x.example",
          "Adresse,Kontakt,Chef\nMain St.,ada@x.example,boss@x.example\n,bob@x.example,",
          "Address;Team lead\nada@x.example;boss@x.example\nbob@x.example;boss@x.example",
          "sep=;\nName;E-mail;Owner\nAda;ada@x.example;boss@x.example\nBob;bob@x.example;"
        })
      assertThat(AddressList.read(table))
          .as(table)
          .containsExactly("ada@x.example", "bob@x.example");
    assertThat(AddressList.read("Name;Email;Manager\nAda;;boss@x.example\nBob;bob.x.example;"))
        .containsExactly("Ada", "bob.x.example");
    assertThat(AddressList.read("Manager email\nada@x.example")).containsExactly("ada@x.example");
    var told = AddressList.read("Email;Backup\n;ada@x.example\nbob@x.example;cyd@x.example");
    assertThat(told).containsExactly("ada at x.example", "bob@x.example");
    assertThat(AddressList.read(String.join("\n", told)))
        .as("as a file is read, whose addresses are added to the text")
        .isEqualTo(told);
  }

  @Test
  void a_column_that_is_called_so_and_holds_something_else_is_none() {
    for (var table :
        new String[] {
          "Email status,Contact\nactive,ada@x.example\nactive,bob@x.example",
          "Email;Contact\nyes;ada@x.example\n;bob@x.example",
          "Mailing list,User\nnews@x.example,ada@x.example\nnews@x.example,bob@x.example",
          "Mailing address,E-mail\nMain St.,ada@x.example\n,bob@x.example"
        })
      assertThat(AddressList.read(table))
          .as(table)
          .containsExactly("ada@x.example", "bob@x.example");
    assertThat(AddressList.read("Work email,Contact\nada.x.example,boss@x.example"))
        .as("what lost its sign is told, and nobody else taken")
        .containsExactly("ada.x.example");
    assertThat(AddressList.read("Email status\nactive")).containsExactly("active");
    assertThat(AddressList.read("Mailing list\nnews@x.example")).containsExactly("news@x.example");
  }

  @Test
  void a_table_of_ours_is_read_as_it_was_meant() {
    assertThat(
            AddressList.read(
                Csv.heading(List.of("email", "given_name"))
                    + Csv.row(List.of("+plus@x.example", "=1"))
                    + Csv.row(List.of("o'neil@x.example", "Foo;=1"))))
        .containsExactly("+plus@x.example", "o'neil@x.example");
  }

  @Test
  void without_a_heading_the_first_column_of_addresses_counts_in_every_row() {
    assertThat(AddressList.read("Ada Roe,ada@x.example,boss@x.example"))
        .containsExactly("ada@x.example");
    assertThat(
            AddressList.read(
                "Ada Roe;ada@x.example;boss@x.example\nBob;bob@x.example;\n;cyd@x.example;boss@x.example"
                    + "\nDan;;boss@x.example\neve@x.example; fay@x.example"))
        .containsExactly(
            "ada@x.example",
            "bob@x.example",
            "cyd@x.example",
            "Dan",
            "eve@x.example",
            "fay@x.example");
    assertThat(AddressList.read("sep=,\nada@x.example,Ada,boss@x.example"))
        .containsExactly("ada@x.example");
    // where no row holds two there is nothing to choose from
    assertThat(AddressList.read("Ada Roe, ada@x.example\nbob@x.example, Bob Roe"))
        .containsExactly("ada@x.example", "bob@x.example");
  }

  @Test
  void a_list_of_nothing_but_addresses_is_taken_whole() {
    assertThat(AddressList.read("a@x.example, b@x.example; c@x.example"))
        .containsExactly("a@x.example", "b@x.example", "c@x.example");
    assertThat(AddressList.read("Ada <a@x.example>, Bob <b@x.example>,, c@x.example"))
        .containsExactly("a@x.example", "b@x.example", "c@x.example");
    assertThat(AddressList.read("Roe, Ada <a@x.example>; Doe, Bob <b@x.example>"))
        .containsExactly("a@x.example", "b@x.example");
  }

  @Test
  void what_is_no_address_is_kept_to_be_told() {
    assertThat(AddressList.read("ada@x.example\nsomebody"))
        .containsExactly("ada@x.example", "somebody");
    assertThat(AddressList.read(" \n,;\n")).isEmpty();
  }
}

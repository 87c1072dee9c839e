package dev.hostedui.identity.emaildomain;

import java.util.List;

/**
 * One thing that was noticed about a record.
 *
 * @param arguments what belongs to it, as {@link Code} says
 */
public record Finding(Code code, List<String> arguments) {

  public Finding {
    arguments = List.copyOf(arguments);
  }

  static Finding of(Code code, String... arguments) {
    return new Finding(code, List.of(arguments));
  }

  /** The argument of that number, counted from 0. */
  public String argument(int number) {
    return arguments.get(number);
  }

  /** What can be noticed, the most telling first. */
  public enum Code {
    /** An alias is in the way: name, target, "value" when the target has it. */
    ALIAS,
    /** The record is at a name to which the panel has added the zone: that name. */
    DOUBLED_NAME,
    /** The record is at the label {@code @}: that name. */
    LITERAL_AT,
    /** The record is at a domain above: that one. */
    AT_PARENT,
    /** The whole row was pasted as the value. */
    WHOLE_ROW,
    /** More than the value is in the record: the text. */
    MORE_THAN_VALUE,
    /** The beginning of the value is missing: that beginning. */
    BEGINNING_MISSING,
    /** The end of the value is missing: that end. */
    END_MISSING,
    /** Quotation marks are within the value that do not count as those around it. */
    QUOTES_WITHIN,
    /** Characters that no screen shows are within the value: their code points. */
    INVISIBLE_WITHIN,
    /** Blanks or line breaks are within the value. */
    BLANKS_WITHIN,
    /** Backslashes are within the value. */
    BACKSLASHES,
    /** Hyphens were changed into dashes that look like them: their code points. */
    DASHES,
    /** Capitals were changed. */
    CAPITALS,
    /** The value of this entry, in some other way not the same. */
    ALTERED,
    /** A value of the same form, of another entry: its id. */
    OLD_VALUE,
    /** Some of the zone's name servers have the value, but too few: how many, of how many. */
    TOO_FEW_SERVERS,
    /**
     * A name server has another version of the zone: name, serial, name and serial of one ahead.
     */
    SERVER_BEHIND,
    /** There are other TXT records and none for us: how many. */
    OTHERS_ONLY,
    /** There is no TXT record. */
    NOTHING,
    /** There is no such domain. */
    NO_SUCH_DOMAIN,
    /** The resolver remembers something older: seconds. */
    REMEMBERED,
    /** The resolver could not say. */
    RESOLVER_FAILED,
    /** Name servers of the zone gave no answer: their names. */
    SERVERS_SILENT,
    /** Name servers of the zone are at addresses that are not public: their names. */
    SERVERS_NOT_PUBLIC,
    /** The value counts, though quotation marks are around it. */
    QUOTES_AROUND,
    /**
     * The value counts, though there are characters around it that no screen shows: code points.
     */
    INVISIBLE_AROUND;

    /** Whether something was published for this proof, and not as it should be. */
    public boolean isSlip() {
      return compareTo(DOUBLED_NAME) >= 0 && compareTo(OLD_VALUE) <= 0;
    }
  }
}

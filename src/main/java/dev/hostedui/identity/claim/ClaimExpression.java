package dev.hostedui.identity.claim;

import dev.hostedui.identity.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the value of a claim is found: {@code user.metadata.plan ?? organization.metadata.plan ??
 * "free"}.
 *
 * <p>The whole grammar:
 *
 * <pre>
 * expression = operand { "??" operand }
 * operand    = path | text | number | "true" | "false"
 * path       = ("user" | "organization") { ("." | "?.") name | ["?."] "[" text "]" }
 * name       = a letter or "_", then letters, digits and "_"
 * text       = between ' or ", with \', \" and \\ inside
 * </pre>
 *
 * <p>The first operand that there is is the value. A path that leads to nothing is nothing,
 * wherever on the way it ends: {@code ?.} and {@code .} mean the same here, and both are read
 * because people write both. Evaluating looks names up in maps and does nothing else, so it can
 * neither fail nor reach anything but its subject.
 */
public final class ClaimExpression {

  /** So many characters an expression may have. */
  public static final int LONGEST = 500;

  private static final String FIELD = "expression";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,9})?");

  /** One of the things that may be the value. */
  private sealed interface Operand {
    Optional<Object> of(ClaimSubject subject);
  }

  private record Literal(Object value) implements Operand {
    @Override
    public Optional<Object> of(ClaimSubject subject) {
      return Optional.of(value);
    }
  }

  private record Path(String root, List<String> names) implements Operand {
    @Override
    public Optional<Object> of(ClaimSubject subject) {
      Object at = subject.root(root);
      for (var name : names) {
        at = at instanceof Map<?, ?> map ? map.get(name) : null;
        if (at == null) return Optional.empty();
      }
      return Optional.of(at);
    }
  }

  private final List<Operand> operands;

  private ClaimExpression(List<Operand> operands) {
    this.operands = operands;
  }

  /**
   * Reads an expression.
   *
   * @throws Problem INVALID at {@code expression}, with the number of the character, from 1 on,
   *     where it cannot be read any further
   */
  public static ClaimExpression parse(String text) {
    if (text.length() > LONGEST)
      throw Problem.invalid("claim_expression_too_long").at(FIELD).with(LONGEST);
    return new ClaimExpression(new Reading(text).all());
  }

  /** The value for somebody: a text, number, truth, list or map; empty when there is none. */
  public Optional<Object> of(ClaimSubject subject) {
    for (var operand : operands) {
      var value = operand.of(subject);
      if (value.isPresent()) return value;
    }
    return Optional.empty();
  }

  /** A text that is being read, and how far it is. */
  private static final class Reading {

    private final String text;
    private int at;

    Reading(String text) {
      this.text = text;
    }

    List<Operand> all() {
      var operands = new ArrayList<Operand>();
      do operands.add(operand());
      while (takes("??"));
      blanks();
      if (at < text.length()) throw unexpected(at, rest());
      return operands;
    }

    private Operand operand() {
      blanks();
      if (at == text.length()) throw ends();
      var next = text.charAt(at);
      if (next == '"' || next == '\'') return new Literal(quoted());
      var number = NUMBER.matcher(text).region(at, text.length());
      if (number.lookingAt()) {
        at = number.end();
        var decimal = new BigDecimal(number.group());
        if (decimal.scale() == 0) return new Literal(decimal.longValueExact());
        return new Literal(decimal.doubleValue());
      }
      var start = at;
      var name = name();
      if (name.equals("true") || name.equals("false")) return new Literal(name.equals("true"));
      if (!ClaimSubject.FIELDS.containsKey(name))
        throw Problem.invalid("claim_unknown_root").at(FIELD).with(start + 1, name);
      return path(name);
    }

    private Path path(String root) {
      var names = new ArrayList<String>();
      while (true) {
        blanks();
        var start = at;
        var dot = takes("?.") || takes(".");
        if (takes("[")) {
          if (dot && text.charAt(start) == '.') throw unexpected(at - 1, "[");
          blanks();
          start = at;
          if (!isQuote())
            throw Problem.invalid("claim_expression_no_text").at(FIELD).with(at + 1, rest());
          names.add(quoted());
          if (!takes("]")) throw open(at, "]");
        } else if (dot) {
          blanks();
          start = at;
          names.add(name());
        } else {
          break;
        }
        check(root, names, start);
      }
      if (names.isEmpty())
        throw Problem.invalid("claim_expression_whole").at(FIELD).with(at + 1, root);
      return new Path(root, List.copyOf(names));
    }

    /** What can never lead to a value is a slip of the pen. */
    private void check(String root, List<String> names, int start) {
      var last = names.get(names.size() - 1);
      var known =
          names.size() == 1
              ? ClaimSubject.FIELDS.getOrDefault(root, Set.of()).contains(last)
              : names.size() == 2 && ClaimSubject.OPEN.contains(names.get(0));
      if (!known) throw Problem.invalid("claim_unknown_field").at(FIELD).with(start + 1, last);
    }

    private boolean isQuote() {
      return at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
    }

    private String name() {
      var name = NAME.matcher(text).region(at, text.length());
      if (!name.lookingAt()) throw at == text.length() ? ends() : unexpected(at, rest());
      at = name.end();
      return name.group();
    }

    private String quoted() {
      var start = at;
      var quote = text.charAt(at++);
      var read = new StringBuilder();
      while (at < text.length()) {
        var next = text.charAt(at++);
        if (next == quote) return read.toString();
        if (next < ' ') throw unexpected(at - 1, "");
        if (next == '\\') {
          if (at == text.length() || "\\'\"".indexOf(text.charAt(at)) < 0)
            throw Problem.invalid("claim_expression_escape").at(FIELD).with(at);
          next = text.charAt(at++);
        }
        read.append(next);
      }
      throw open(start, String.valueOf(quote));
    }

    private boolean takes(String sign) {
      blanks();
      if (!text.startsWith(sign, at)) return false;
      at += sign.length();
      return true;
    }

    private void blanks() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private String rest() {
      return text.substring(at, Math.min(at + 20, text.length()));
    }

    private Problem ends() {
      return Problem.invalid("claim_expression_ends").at(FIELD).with(at + 1);
    }

    private static Problem unexpected(int where, String what) {
      return Problem.invalid("claim_expression_unexpected").at(FIELD).with(where + 1, what);
    }

    private static Problem open(int where, String what) {
      return Problem.invalid("claim_expression_open").at(FIELD).with(where + 1, what);
    }
  }
}

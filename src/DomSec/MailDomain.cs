using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace DomSec;

/// <summary>
/// The domain of a mail address, held in the one form in which domains may be compared: lower-case A-labels
/// (RFC 5890 section 2.3.2.1) without a trailing dot.
/// </summary>
/// <remarks>
/// <para>Texts that are not a usable domain are refused, never repaired: empty labels, wildcards, address literals, control and
/// zero-width characters, labels over 63 and names over 253 octets. International labels are converted by IDNA; what the conversion
/// is unsure about is refused, in which case the A-label form (<c>xn--…</c>) can be given instead.</para>
/// <para>Nothing is looked up: the domain need not exist. The default value stands for no domain; it equals itself only and is
/// an ascendant of nothing. The type is immutable and safe for concurrent use.</para>
/// </remarks>
public readonly struct MailDomain : IEquatable<MailDomain>
{
    /// <summary>RFC 1035 section 2.3.4: 255 octets on the wire leave 253 characters of text.</summary>
    private const int MaxLength = 253;

    /// <summary>RFC 1035 section 2.3.4.</summary>
    private const int MaxLabelLength = 63;

    private const string TooLong = "it is longer than 253 characters; give the domain alone";

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>RFC 5322 section 3.2.3: atext.</summary>
    private static readonly SearchValues<char> AtomCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");

    private readonly string? _value;

    private MailDomain(string value) => _value = value;

    /// <summary>The domain in lower-case A-label form; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>How many labels the domain has: 2 for <c>acme.com</c>, 0 for the default value.</summary>
    public int LabelCount => _value is null ? 0 : _value.AsSpan().Count('.') + 1;

    /// <summary>The domain without its first label, or null when only one label is left.</summary>
    public MailDomain? Parent
    {
        get
        {
            int dot = Value.IndexOf('.', StringComparison.Ordinal);
            return dot < 0 ? null : new MailDomain(Value[(dot + 1)..]);
        }
    }

    /// <summary>Whether two domains are the same.</summary>
    /// <param name="left">A domain.</param>
    /// <param name="right">Another domain.</param>
    /// <returns>True when every label is the same.</returns>
    public static bool operator ==(MailDomain left, MailDomain right) => left.Equals(right);

    /// <summary>Whether two domains differ.</summary>
    /// <param name="left">A domain.</param>
    /// <param name="right">Another domain.</param>
    /// <returns>True when any label differs.</returns>
    public static bool operator !=(MailDomain left, MailDomain right) => !left.Equals(right);

    /// <summary>Reads a domain in any case, with A-labels or U-labels; one trailing dot is dropped.</summary>
    /// <param name="text">The domain, such as <c>Acme.COM</c> or <c>bücher.example</c>.</param>
    /// <param name="domain">The domain, or the default value.</param>
    /// <returns>False when the text is not a usable domain. Never throws.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out MailDomain domain) => Read(text, out domain) is null;

    /// <summary>Reads a domain in any case, with A-labels or U-labels; one trailing dot is dropped.</summary>
    /// <param name="text">The domain, such as <c>Acme.COM</c> or <c>bücher.example</c>.</param>
    /// <returns>The domain.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">The text is not a usable domain; the message says in one line why and what to do.</exception>
    public static MailDomain Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string? fault = Read(text, out MailDomain domain);
        return fault is null ? domain : throw new FormatException($"'{Printable(text)}' is not a mail domain: {fault}");
    }

    /// <summary>
    /// Splits an address (the addr-spec alone: no display name, no angle brackets, no comment) at the <c>@</c> that is outside
    /// quotes (DS-NAM-09).
    /// </summary>
    /// <param name="addrSpec">An address such as <c>john@acme.com</c> or <c>"john@home"@acme.com</c>.</param>
    /// <param name="localPart">What the local part means, its quoting removed; its case is kept.</param>
    /// <param name="domain">The domain of the address.</param>
    /// <returns>False when the text is not one address with a usable domain. Never throws.</returns>
    public static bool TryFromAddress([NotNullWhen(true)] string? addrSpec, out string localPart, out MailDomain domain)
    {
        localPart = "";
        domain = default;
        if (addrSpec is null || ReadLocalPart(addrSpec, out string local) is not int at)
        {
            return false;
        }

        if (!TryParse(addrSpec[(at + 1)..], out domain))
        {
            return false;
        }

        localPart = local;
        return true;
    }

    /// <summary>
    /// Whether this domain is the other one or stands above it, label by label: <c>acme.com</c> is an ascendant of
    /// <c>marketing.acme.com</c> and not of <c>evilacme.com</c> (RFC 3183 section 3.1.1).
    /// </summary>
    /// <param name="other">The domain that might be covered.</param>
    /// <returns>True for the same domain and for any domain below this one. Public suffixes are not considered here.</returns>
    public bool IsSameOrAscendantOf(MailDomain other)
    {
        ReadOnlySpan<char> mine = Value;
        ReadOnlySpan<char> theirs = other.Value;
        if (mine.IsEmpty || theirs.IsEmpty)
        {
            return false;
        }

        while (!mine.IsEmpty)
        {
            if (!LastLabel(ref mine).SequenceEqual(LastLabel(ref theirs)))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(MailDomain other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MailDomain other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The domain in lower-case A-label form.</summary>
    /// <returns>The same as <see cref="Value"/>.</returns>
    public override string ToString() => Value;

    /// <summary>Takes the last label off; nothing is left after the first one.</summary>
    private static ReadOnlySpan<char> LastLabel(ref ReadOnlySpan<char> name)
    {
        int dot = name.LastIndexOf('.');
        ReadOnlySpan<char> label = name[(dot + 1)..];
        name = dot < 0 ? default : name[..dot];
        return label;
    }

    /// <summary>Reads a domain, or says what is wrong with it and what to do.</summary>
    private static string? Read(string? text, out MailDomain domain)
    {
        domain = default;
        if (string.IsNullOrEmpty(text))
        {
            return "it is empty; give a name such as acme.com";
        }

        if (text.Length > 4 * MaxLength)
        {
            return TooLong; // before IDNA sees it, whose cost grows faster than its input
        }

        if (text[0] == '[')
        {
            return "address literals name a host, not a domain; give a name such as acme.com";
        }

        string name = text;
        if (!Ascii.IsValid(name))
        {
            // IDNA (RFC 3490 section 3.1) takes three more characters for a dot.
            name = name.Replace('\u3002', '.').Replace('\uFF0E', '.').Replace('\uFF61', '.');
        }

        if (name.EndsWith('.'))
        {
            name = name[..^1]; // DS-NAM-22: exactly one trailing dot is dropped.
        }

        if (Ascii.IsValid(name))
        {
            name = name.ToLowerInvariant();
        }
        else
        {
            string[] labels = name.Split('.');
            for (int i = 0; i < labels.Length; i++)
            {
                if (!TryToALabel(labels[i], out labels[i]))
                {
                    return "an international label cannot be converted safely; give its xn-- form";
                }
            }

            name = string.Join('.', labels);
        }

        if (name.Length > MaxLength)
        {
            return TooLong;
        }

        string? fault = Check(name);
        if (fault is null)
        {
            domain = new MailDomain(name);
        }

        return fault;
    }

    /// <summary>The rules for a name that is all A-labels; null when it keeps them.</summary>
    private static string? Check(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> label = default;
        foreach (Range range in name.Split('.'))
        {
            label = name[range];
            if (label.IsEmpty)
            {
                return "it has an empty label; remove the extra dot"; // DS-NAM-22: fail closed
            }

            if (label.Length > MaxLabelLength)
            {
                return "a label is longer than 63 characters; give the domain alone";
            }

            if (label.ContainsAnyExcept(LabelCharacters))
            {
                return "only letters, digits, hyphens and underscores may stand between the dots"; // DS-NAM-31: no wildcard either
            }

            if (label[0] == '-' || label[^1] == '-')
            {
                return "a label may not begin or end with a hyphen; remove it";
            }
        }

        // RFC 3696 section 2: a top-level label is not all digits; an IPv4 address without brackets is no domain.
        return label.ContainsAnyExceptInRange('0', '9') ? null : "its last label is a number; give a name such as acme.com";
    }

    /// <summary>
    /// Converts one label by IDNA. The platform's conversion maps characters when ICU is present and does not map any in
    /// invariant mode, so everything on which the two could differ is settled here first, or refused.
    /// </summary>
    private static bool TryToALabel(string label, out string aLabel)
    {
        aLabel = "";
        try
        {
            string lower = label.Normalize(NormalizationForm.FormC).ToLowerInvariant();
            if (Ascii.IsValid(lower))
            {
                aLabel = lower;
                return true;
            }

            foreach (Rune rune in lower.EnumerateRunes())
            {
                if (!MayStandInULabel(rune))
                {
                    return false;
                }
            }

            aLabel = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(lower).ToLowerInvariant();
            return true;
        }
        catch (ArgumentException)
        {
            return false; // lone surrogates, too long, or not assigned
        }
    }

    /// <summary>
    /// Roughly the PVALID class of RFC 5892: small letters, other letters, digits and marks. Zero-width and bidi controls,
    /// capitals without a small form, compatibility forms and combining accents that did not compose are out.
    /// </summary>
    private static bool MayStandInULabel(Rune rune)
    {
        if (rune.IsAscii)
        {
            return LabelCharacters.Contains((char)rune.Value);
        }

        if (rune.Value is (>= 0x0300 and <= 0x036F) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFB00 and <= 0xFDFF) or (>= 0xFE00 and <= 0xFEFF) or (>= 0xFF00 and <= 0xFFEF)
            or (>= 0x1D400 and <= 0x1D7FF) || rune == Rune.ReplacementChar)
        {
            return false;
        }

        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
    }

    /// <summary>The index of the separating <c>@</c> and the unquoted local part; null when the address is not well formed.</summary>
    private static int? ReadLocalPart(string addrSpec, out string localPart)
    {
        // RFC 5322 section 3.4.1 with the words of obs-local-part: dot-atoms and quoted strings joined by dots.
        localPart = "";
        var meaning = new StringBuilder(addrSpec.Length);
        bool quoted = false;
        bool afterQuote = false; // a closed quoted string can only be followed by '.' or '@'
        bool wordBegins = true;
        for (int i = 0; i < addrSpec.Length; i++)
        {
            char c = addrSpec[i];
            if (char.IsControl(c))
            {
                return null;
            }

            if (quoted)
            {
                if (c == '"')
                {
                    quoted = false;
                    afterQuote = true;
                    continue;
                }

                if (c == '\\' && (++i >= addrSpec.Length || char.IsControl(c = addrSpec[i])))
                {
                    return null;
                }

                meaning.Append(c);
                continue;
            }

            if (c == '@')
            {
                localPart = meaning.ToString();
                return wordBegins ? null : i;
            }

            if (c == '.' ? wordBegins : afterQuote || (c == '"' ? !wordBegins : !IsAtomText(c)))
            {
                return null;
            }

            wordBegins = c == '.';
            afterQuote = false;
            quoted = c == '"';
            if (!quoted)
            {
                meaning.Append(c);
            }
        }

        return null;
    }

    private static bool IsAtomText(char c) => c > 0x7F ? !char.IsWhiteSpace(c) : AtomCharacters.Contains(c);

    /// <summary>For messages: no control or invisible character of the input reaches a log (SEC-LOG-01).</summary>
    private static string Printable(string text)
    {
        const int Shown = 80;
        var shown = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Shown)))
        {
            shown.Append(c is >= ' ' and <= '~' ? c : '?');
        }

        return text.Length > Shown ? shown.Append('…').ToString() : shown.ToString();
    }
}

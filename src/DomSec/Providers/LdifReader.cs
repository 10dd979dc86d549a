using System.Text;

namespace DomSec.Providers;

/// <summary>Reads LDIF content (RFC 2849): version line, folded lines, comments, base64. Change records and values at a URL are refused, since they are not the content itself.</summary>
internal sealed class LdifReader(TextReader text)
{
    private const int MaxLineCharacters = 64 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private string? _ahead;
    private bool _begun;
    private int _line;

    /// <summary>The entries, in order.</summary>
    /// <exception cref="DomSecException">The text is not LDIF content; the message names the line.</exception>
    public IEnumerable<LdifRecord> Read()
    {
        string? name = null;
        var attributes = new List<(string, byte[])>();
        bool first = true;
        while (Unfolded() is { } line)
        {
            if (line.Length == 0)
            {
                if (name is not null)
                {
                    yield return new LdifRecord(name, attributes);
                    name = null;
                    attributes = [];
                }

                continue;
            }

            if (line[0] == '#')
            {
                continue;
            }

            (string description, byte[] value) = Split(line);
            if (first && description.Equals("version", StringComparison.OrdinalIgnoreCase))
            {
                // RFC 2849 note 2: version 1 alone is defined.
                first = false;
                if (Encoding.UTF8.GetString(value) != "1")
                {
                    throw Wrong("the version is not 1");
                }

                continue;
            }

            first = false;
            if (name is null)
            {
                name = description.Equals("dn", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(value) : throw Wrong("an entry begins with dn:");
            }
            else if (description.Equals("changetype", StringComparison.OrdinalIgnoreCase) || description.Equals("control", StringComparison.OrdinalIgnoreCase))
            {
                throw Wrong("this is a change and not an entry: give the content, as slapcat writes it");
            }
            else
            {
                attributes.Add((description, value));
            }
        }

        if (name is not null)
        {
            yield return new LdifRecord(name, attributes);
        }
    }

    private (string Description, byte[] Value) Split(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw Wrong("a line is not of the form name: value");
        }

        string description = line[..colon];
        string rest = line[(colon + 1)..];
        if (rest.StartsWith('<'))
        {
            throw Wrong("a value stands elsewhere, at a URL, and is not fetched");
        }

        try
        {
            return rest.StartsWith(':') ? (description, Convert.FromBase64String(rest[1..].Trim(' '))) : (description, Strict.GetBytes(rest.TrimStart(' ')));
        }
        catch (FormatException e)
        {
            throw new DomSecException(Wrong("a value is not base64").Message, e);
        }
        catch (EncoderFallbackException e)
        {
            throw new DomSecException(Wrong("a value is not text").Message, e);
        }
    }

    /// <summary>The next line with those that continue it.</summary>
    private string? Unfolded()
    {
        if (!_begun)
        {
            _begun = true;
            _ahead = Next();
        }

        if (_ahead is not { } first)
        {
            return null;
        }

        _ahead = Next();
        if (first.Length == 0 || _ahead is not { Length: > 0 } || _ahead[0] != ' ')
        {
            return first;
        }

        var whole = new StringBuilder(first);
        while (_ahead is { Length: > 0 } more && more[0] == ' ')
        {
            whole.Append(more.AsSpan(1));
            if (whole.Length > MaxLineCharacters)
            {
                throw Wrong("a value is too long");
            }

            _ahead = Next();
        }

        return whole.ToString();
    }

    private string? Next()
    {
        _line++;
        return text.ReadLine();
    }

    private DomSecException Wrong(string what) => new($"LDIF, before line {_line}: {what}.");
}

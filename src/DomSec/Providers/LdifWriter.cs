using System.Text;

namespace DomSec.Providers;

/// <summary>Writes LDIF content (RFC 2849): entries without the version line, which slapadd does not take; what is not a SAFE-STRING in base64, lines folded at 76 characters.</summary>
internal sealed class LdifWriter
{
    private const int LineCharacters = 76;

    private readonly TextWriter _text;
    private bool _begun;

    public LdifWriter(TextWriter text)
    {
        _text = text;

        // slapadd of OpenLDAP takes a version line for an attribute and refuses the file; RFC 2849 note 2 reads a file without one as well.
        Line("# LDIF version 1 (RFC 2849)");
    }

    public void Begin(string name, params ReadOnlySpan<string> classes)
    {
        if (_begun)
        {
            _text.Write('\n');
        }

        // No empty line before the first entry: slapadd takes it for the end of one.
        _begun = true;
        Write("dn", name);
        foreach (string each in classes)
        {
            Write("objectClass", each);
        }
    }

    public void Write(string description, string value)
    {
        if (IsSafe(value))
        {
            Line($"{description}: {value}");
        }
        else
        {
            Write(description, Encoding.UTF8.GetBytes(value));
        }
    }

    public void Write(string description, ReadOnlySpan<byte> value) => Line($"{description}:: {Convert.ToBase64String(value)}");

    /// <summary>A value as it stands in a distinguished name (RFC 4514 section 2.4).</summary>
    public static string Escape(string value)
    {
        var text = new StringBuilder();
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            bool edge = (c == ' ' && (i == 0 || i == value.Length - 1)) || (c == '#' && i == 0);
            text.Append(edge || c is '"' or '+' or ',' or ';' or '<' or '>' or '\\' or '=' ? $"\\{c}" : c == '\0' ? "\\00" : c.ToString());
        }

        return text.ToString();
    }

    // SAFE-STRING: no NUL, LF, CR or anything beyond ASCII; no blank, colon or '<' at the beginning, and by note 8 no blank at the end.
    private static bool IsSafe(string value) =>
        value.Length == 0 || (value[0] is not (' ' or ':' or '<') && value[^1] != ' ' && value.All(c => c is > '\0' and <= '~' and not ('\n' or '\r')));

    private void Line(string line)
    {
        for (int at = 0; at < line.Length || at == 0;)
        {
            int take = Math.Min(line.Length - at, at == 0 ? LineCharacters : LineCharacters - 1);
            if (at > 0)
            {
                _text.Write(' ');
            }

            _text.Write(line.AsSpan(at, take));
            _text.Write('\n');
            at += Math.Max(take, 1);
        }
    }
}

using System.Text;

namespace DomSec.Ldap.Replication;

/// <summary>Distinguished names as they are compared here: in lower case, without the blanks that RFC 4514 section 3 lets servers write. Good for telling what stands below what; not a full matching rule.</summary>
internal static class DirectoryName
{
    /// <summary>The name in its compared form.</summary>
    public static string Normalize(string name)
    {
        var text = new StringBuilder(name.Length);
        bool escaped = false;
        bool start = true;
        int kept = 0;
        foreach (char c in name)
        {
            if (!escaped && c is ',' or '=' or '+' or ';')
            {
                text.Length = Math.Max(kept, 0);
                text.Append(c == ';' ? ',' : c);
                kept = text.Length;
                start = true;
                continue;
            }

            if (start && c == ' ' && !escaped)
            {
                continue;
            }

            start = false;
            text.Append(char.ToLowerInvariant(c));
            if (c != ' ' || escaped)
            {
                kept = text.Length;
            }

            escaped = !escaped && c == '\\';
        }

        text.Length = kept;
        return text.ToString();
    }

    /// <summary>Whether a name, in its compared form, is another or stands below it.</summary>
    public static bool IsAtOrBelow(string name, string above)
    {
        if (above.Length == 0)
        {
            return true;
        }

        if (!name.EndsWith(above, StringComparison.Ordinal))
        {
            return false;
        }

        int comma = name.Length - above.Length - 1;
        return comma < 0 || (name[comma] == ',' && !IsEscaped(name, comma));
    }

    /// <summary>The nearest name that both are or stand below; empty if they share nothing.</summary>
    public static string Common(string one, string other)
    {
        string above = Normalize(one);
        string name = Normalize(other);
        while (!IsAtOrBelow(name, above))
        {
            int comma = 0;
            do
            {
                comma = above.IndexOf(',', comma) + 1;
            }
            while (comma > 0 && IsEscaped(above, comma - 1));
            above = comma == 0 ? "" : above[comma..];
        }

        return above;
    }

    private static bool IsEscaped(string name, int at)
    {
        int slashes = 0;
        while (at - slashes > 0 && name[at - slashes - 1] == '\\')
        {
            slashes++;
        }

        return slashes % 2 == 1;
    }
}

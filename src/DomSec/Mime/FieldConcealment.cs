using System.Text;
using MimeKit;

namespace DomSec.Mime;

/// <summary>Asks a confidentiality policy what stands outside for one field, within what RFC 9788 and RFC 5322 leave to it.</summary>
internal static class FieldConcealment
{
    /// <summary>The field outside: itself, another, or null when it is left out.</summary>
    /// <exception cref="DomSecException">The policy gave a text that cannot stand in a header.</exception>
    public static HeaderField? Outside(HeaderField field, IHeaderConfidentialityPolicy policy)
    {
        // RFC 9788 section 3.1.1: the address in From is never changed; who sees the message must be able to tell whose it is (HP-04).
        if (field.Id == HeaderId.From)
        {
            return field;
        }

        string value = FieldText.Of(field.Value.Span);
        string? outside = policy.Outside(field.Name, value);
        if (string.Equals(outside, value, StringComparison.Ordinal) || (outside is null && field.IsNamed("Date")))
        {
            return field;
        }

        return outside is null ? null : Make(field.Name, outside);
    }

    /// <summary>A field of this name and text.</summary>
    public static HeaderField Make(string name, string value)
    {
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.Length > 900)
        {
            throw new DomSecException($"The header confidentiality policy gave a text for {name} that is not one line of printable ASCII.");
        }

        return new HeaderField(Encoding.ASCII.GetBytes($"{name}: {value}\r\n"), name.Length + 1, HeaderId.Unknown, IsContent: false, IsStray: false);
    }
}
